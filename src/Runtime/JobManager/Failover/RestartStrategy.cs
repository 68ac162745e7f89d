using Flink.Core.Configuration;

namespace Flink.Runtime.JobManager.Failover;

/// <summary>Says whether and when a failed job starts again. One for each job; it remembers the failures.</summary>
public abstract class RestartStrategy
{
    /// <summary>Counts a failure.</summary>
    /// <param name="time">When it happened, by the job master's clock.</param>
    /// <returns>The pause before the restart; null to fail for good.</returns>
    public abstract TimeSpan? DelayAfterFailure(DateTimeOffset time);

    /// <summary>What the strategy allows, as the end of the sentence "The job does not start again: ...".</summary>
    public abstract string Limit { get; }

    /// <summary>The strategy in Flink's words, as people see it beside a job.</summary>
    public abstract string Description { get; }

    /// <summary>The strategy of a configuration: Flink's default is exponential-delay with checkpoints at intervals, and none without.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="seed">Of the chance in pauses.</param>
    public static RestartStrategy From(FlinkConfiguration configuration, int seed)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var type = configuration.TryGet(RestartStrategyOptions.Type, out var asked) ? asked
            : configuration.Contains(CheckpointingOptions.Interval) ? "exponential-delay" : "none";
        return type switch
        {
            "fixed-delay" => new FixedDelayRestart(
                configuration.Get(RestartStrategyOptions.FixedDelayAttempts), configuration.Get(RestartStrategyOptions.FixedDelayDelay)),
            "failure-rate" => new FailureRateRestart(
                configuration.Get(RestartStrategyOptions.FailureRateMaxFailures),
                configuration.Get(RestartStrategyOptions.FailureRateInterval),
                configuration.Get(RestartStrategyOptions.FailureRateDelay)),
            "exponential-delay" => new ExponentialDelayRestart(
                configuration.Get(RestartStrategyOptions.ExponentialInitialBackoff),
                configuration.Get(RestartStrategyOptions.ExponentialMaxBackoff),
                configuration.Get(RestartStrategyOptions.ExponentialMultiplier),
                configuration.Get(RestartStrategyOptions.ExponentialResetThreshold),
                configuration.Get(RestartStrategyOptions.ExponentialJitter),
                configuration.TryGet(RestartStrategyOptions.ExponentialAttempts, out var attempts) ? attempts : int.MaxValue,
                new Random(seed)),
            _ => NoRestart.Instance,
        };
    }
}
