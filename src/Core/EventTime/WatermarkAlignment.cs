namespace Flink.Core.EventTime;

/// <summary>Keeps sources from running ahead of each other in event time (FLIP-182, FLIP-217).</summary>
/// <param name="Group">Sources of a job with the same group wait for each other.</param>
/// <param name="MaxDrift">How far a source, or one of its splits, may be ahead of the group's slowest source.</param>
/// <param name="UpdateInterval">How often readers report, and are told how far they may go.</param>
public sealed record WatermarkAlignment(string Group, TimeSpan MaxDrift, TimeSpan UpdateInterval);
