namespace Flink.Cli.Processes;

/// <summary>How this executable is started once more.</summary>
internal static class ProcessCommand
{
    /// <summary>The command line up to the verb: the runtime and the assembly, or the executable that brings its runtime along.</summary>
    public static IReadOnlyList<string> OfThisCommand { get; } =
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet"
            ? [Environment.ProcessPath!, typeof(ProcessCommand).Assembly.Location]
            : [Environment.ProcessPath!];
}
