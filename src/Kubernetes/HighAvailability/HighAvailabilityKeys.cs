using Flink.Core.Configuration;

namespace Flink.Kubernetes.HighAvailability;

/// <summary>Options of leadership on Kubernetes.</summary>
public static class HighAvailabilityKeys
{
    /// <summary>After how much silence a leader is replaced.</summary>
    public static ConfigOption<TimeSpan> LeaseDuration { get; } = ConfigOption.Duration(
        "high-availability.kubernetes.leader-election.lease-duration", "15 s", "A leader that has not renewed its lease for so long, by the clock of whoever looks on, is replaced.")
        .Where(value => value >= TimeSpan.FromSeconds(1), "at least a second").Supported();

    /// <summary>After how much failure a leader gives up.</summary>
    public static ConfigOption<TimeSpan> RenewDeadline { get; } = ConfigOption.Duration(
        "high-availability.kubernetes.leader-election.renew-deadline", "15 s", "A leader that could not renew its lease for so long stops leading by itself: its jobs are suspended, their tasks run on.")
        .Where(value => value > TimeSpan.Zero, "above zero").Supported();

    /// <summary>The time between two renewals.</summary>
    public static ConfigOption<TimeSpan> RetryPeriod { get; } = ConfigOption.Duration(
        "high-availability.kubernetes.leader-election.retry-period", "5 s", "Time between two renewals of the lease, and between two attempts to get it while the API does not answer; a renewal that failed is made again after a quarter of it.")
        .Where(value => value > TimeSpan.Zero, "above zero").Supported();

    /// <summary>All of them, in the order of the documentation.</summary>
    public static IReadOnlyList<ConfigOption> All { get; } = [LeaseDuration, RenewDeadline, RetryPeriod];
}
