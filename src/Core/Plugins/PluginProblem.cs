namespace Flink.Core.Plugins;

/// <summary>Why a folder of the plugins folder is not used.</summary>
/// <param name="File">The manifest, or the folder that should have one.</param>
/// <param name="Message">What is wrong and what to do; names the file.</param>
public sealed record PluginProblem(string File, string Message);
