namespace Flink.Docker.Engine;

/// <summary>How a container has ended.</summary>
/// <param name="ExitCode">Its exit code; null when nobody knows.</param>
/// <param name="IsOutOfMemory">Whether the system killed it because it took more memory than its limit.</param>
/// <param name="MemoryLimit">The limit in bytes; 0 for none.</param>
/// <param name="Error">The engine's own error; empty for none.</param>
/// <param name="LastLines">The end of its output; empty when it is gone.</param>
internal sealed record ContainerEnd(long? ExitCode, bool IsOutOfMemory, long MemoryLimit, string Error, string LastLines)
{
    private const int FirstSignal = 128;

    // The engine learns of the system's kill and of the exit in two ways, and does not say the one when the other comes first.
    private string Suspicion => MemoryLimit == 0 ? "" : $": if nobody sent it, the system did, since the container took more than its limit of {MemoryLimit >> 20} MiB (taskmanager.memory.process.size)";

    /// <summary>For people.</summary>
    public string Describe(string name)
    {
        var cause = IsOutOfMemory
            ? $"was killed because it was out of memory: it took more than its limit of {MemoryLimit >> 20} MiB (exit code {ExitCode}, OOMKilled); give it more with taskmanager.memory.process.size"
            : ExitCode switch
            {
                null => "is gone: somebody removed it",
                137 => $"was killed by signal 9 (exit code 137){Suspicion}",
                143 => "was ended by signal 15 (exit code 143)",
                > FirstSignal => $"was ended by signal {ExitCode - FirstSignal} (exit code {ExitCode})",
                _ => $"ended with exit code {ExitCode}",
            };
        var error = Error.Length == 0 ? "" : $"; the engine says: {Error}";
        var output = LastLines.Length == 0 ? "" : $". The end of its output:\n{LastLines}";
        return $"container {name} {cause}{error}{output}";
    }
}
