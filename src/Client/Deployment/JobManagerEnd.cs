namespace Flink.Client.Deployment;

/// <summary>How a JobManager has ended.</summary>
/// <param name="ExitCode">Its exit code, 128 and more for a signal; null when nobody knows.</param>
/// <param name="Diagnostics">What is known, for people: exit code or signal, then the end of its log.</param>
public sealed record JobManagerEnd(int? ExitCode, string Diagnostics);
