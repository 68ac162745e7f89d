using Flink.Core.Configuration;

namespace Flink.Runtime.Configuration;

/// <summary>A configuration that is valid, with what the user should be told about it.</summary>
/// <param name="Configuration">File, environment and <c>-D</c> in one.</param>
/// <param name="Warnings">Keys without effect and old names; for the log, free of values.</param>
/// <param name="File">The path of the file that was read; null when there is none.</param>
public sealed record LoadedConfiguration(
    FlinkConfiguration Configuration,
    IReadOnlyList<ConfigurationWarning> Warnings,
    string? File);
