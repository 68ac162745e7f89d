namespace Flink.Core.Configuration;

/// <summary>Options of when a failed job runs again.</summary>
public static class RestartStrategyOptions
{
    /// <summary>The strategy.</summary>
    public static ConfigOption<string> Type { get; } = ConfigOption.Choice(
        "restart-strategy.type",
        ["none", "disable", "off", "fixed-delay", "failure-rate", "exponential-delay"],
        "The strategy.")
        .DefaultShownAs("exponential-delay with checkpoints, none without")
        .Deprecates("restart-strategy")
        .Supported();

    /// <summary>Restarts before the job fails.</summary>
    public static ConfigOption<int> FixedDelayAttempts { get; } = ConfigOption.Int(
        "restart-strategy.fixed-delay.attempts",
        1,
        "Restarts before the job fails.")
        .AtLeast(0)
        .Supported();

    /// <summary>Pause before each restart.</summary>
    public static ConfigOption<TimeSpan> FixedDelayDelay { get; } = ConfigOption.Duration(
        "restart-strategy.fixed-delay.delay",
        "1 s",
        "Pause before each restart.")
        .Supported();

    /// <summary>Failures within the interval that are cured by a restart; one more fails the job.</summary>
    public static ConfigOption<int> FailureRateMaxFailures { get; } = ConfigOption.Int(
        "restart-strategy.failure-rate.max-failures-per-interval",
        1,
        "Failures within the interval that are cured by a restart; one more fails the job.")
        .AtLeast(1)
        .Supported();

    /// <summary>The interval in which failures are counted.</summary>
    public static ConfigOption<TimeSpan> FailureRateInterval { get; } = ConfigOption.Duration(
        "restart-strategy.failure-rate.failure-rate-interval",
        "1 min",
        "The interval in which failures are counted.")
        .Where(value => value > TimeSpan.Zero, "above zero")
        .Supported();

    /// <summary>Pause before each restart.</summary>
    public static ConfigOption<TimeSpan> FailureRateDelay { get; } = ConfigOption.Duration(
        "restart-strategy.failure-rate.delay",
        "1 s",
        "Pause before each restart.")
        .Supported();

    /// <summary>Pause before the first restart.</summary>
    public static ConfigOption<TimeSpan> ExponentialInitialBackoff { get; } = ConfigOption.Duration(
        "restart-strategy.exponential-delay.initial-backoff",
        "1 s",
        "Pause before the first restart.")
        .Where(value => value > TimeSpan.Zero, "above zero")
        .Supported();

    /// <summary>Longest pause.</summary>
    public static ConfigOption<TimeSpan> ExponentialMaxBackoff { get; } = ConfigOption.Duration(
        "restart-strategy.exponential-delay.max-backoff",
        "1 min",
        "Longest pause.")
        .Where(value => value > TimeSpan.Zero, "above zero")
        .Supported();

    /// <summary>Factor from one pause to the next.</summary>
    public static ConfigOption<double> ExponentialMultiplier { get; } = ConfigOption.Double(
        "restart-strategy.exponential-delay.backoff-multiplier",
        1.5,
        "Factor from one pause to the next.")
        .AtLeast(1)
        .Supported();

    /// <summary>Time without failure after which the pause is the first one again.</summary>
    public static ConfigOption<TimeSpan> ExponentialResetThreshold { get; } = ConfigOption.Duration(
        "restart-strategy.exponential-delay.reset-backoff-threshold",
        "1 h",
        "Time without failure after which the pause is the first one again.")
        .Where(value => value > TimeSpan.Zero, "above zero")
        .Supported();

    /// <summary>Part of the pause by which it is randomly longer or shorter.</summary>
    public static ConfigOption<double> ExponentialJitter { get; } = ConfigOption.Double(
        "restart-strategy.exponential-delay.jitter-factor",
        0.1,
        "Part of the pause by which it is randomly longer or shorter.")
        .Between(0, 1)
        .Supported();

    /// <summary>Restarts before the job fails, counted anew with each reset of the pause.</summary>
    public static ConfigOption<int> ExponentialAttempts { get; } = ConfigOption.Int(
        "restart-strategy.exponential-delay.attempts-before-reset-backoff",
        "Restarts before the job fails, counted anew with each reset of the pause.")
        .AtLeast(1)
        .DefaultShownAs("unlimited")
        .Supported();

    /// <summary>These options as one chapter.</summary>
    internal static OptionGroup Group { get; } = new(
        "Restart strategies",
        [
            Type,
            FixedDelayAttempts,
            FixedDelayDelay,
            FailureRateMaxFailures,
            FailureRateInterval,
            FailureRateDelay,
            ExponentialInitialBackoff,
            ExponentialMaxBackoff,
            ExponentialMultiplier,
            ExponentialResetThreshold,
            ExponentialJitter,
            ExponentialAttempts,
        ]);
}
