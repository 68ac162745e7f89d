namespace Flink.Core.Configuration;

/// <summary>Options of the scheduler that runs with the slots there are.</summary>
public static class AdaptiveSchedulerOptions
{
    /// <summary>
    /// How long a new job waits for all the slots it wants; after that it starts with those it has or fails.
    /// </summary>
    public static ConfigOption<TimeSpan> ResourceWaitTimeout { get; } = ConfigOption.Duration(
        "jobmanager.adaptive-scheduler.submission.resource-wait-timeout",
        "5 min",
        "How long a new job waits for all the slots it wants; after that it starts with those it has or "
            + "fails.")
        .Deprecates("jobmanager.adaptive-scheduler.resource-wait-timeout");

    /// <summary>How long it waits for more once the slots suffice to run.</summary>
    public static ConfigOption<TimeSpan> ResourceStabilizationTimeout { get; } = ConfigOption.Duration(
        "jobmanager.adaptive-scheduler.submission.resource-stabilization-timeout",
        "10 s",
        "How long it waits for more once the slots suffice to run.")
        .Deprecates("jobmanager.adaptive-scheduler.resource-stabilization-timeout");

    /// <summary>Least gain in parallelism that is worth a rescale.</summary>
    public static ConfigOption<int> MinParallelismIncrease { get; } = ConfigOption.Int(
        "jobmanager.adaptive-scheduler.min-parallelism-increase",
        1,
        "Least gain in parallelism that is worth a rescale.")
        .AtLeast(1);

    /// <summary>Shortest time between two rescales.</summary>
    public static ConfigOption<TimeSpan> ScalingIntervalMin { get; } = ConfigOption.Duration(
        "jobmanager.adaptive-scheduler.executing.cooldown-after-rescaling",
        "30 s",
        "Shortest time between two rescales.")
        .Deprecates("jobmanager.adaptive-scheduler.scaling-interval.min");

    /// <summary>Time after which new slots are used although fewer came than wanted.</summary>
    public static ConfigOption<TimeSpan> ScalingIntervalMax { get; } = ConfigOption.Duration(
        "jobmanager.adaptive-scheduler.executing.resource-stabilization-timeout",
        "1 min",
        "Time after which new slots are used although fewer came than wanted.")
        .Deprecates("jobmanager.adaptive-scheduler.scaling-interval.max");

    /// <summary>These options as one chapter.</summary>
    internal static OptionGroup Group { get; } = new(
        "Adaptive scheduler",
        [
            ResourceWaitTimeout,
            ResourceStabilizationTimeout,
            MinParallelismIncrease,
            ScalingIntervalMin,
            ScalingIntervalMax,
        ]);
}
