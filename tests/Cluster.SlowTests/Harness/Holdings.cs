namespace Flink.Cluster.SlowTests.Harness;

/// <summary>What a process holds at a moment.</summary>
/// <param name="Threads">Threads that are none of the framework's pool, whose number follows the load.</param>
/// <param name="Handles">Open files and sockets.</param>
/// <param name="Megabytes">Resident memory.</param>
public sealed record Holdings(int Threads, int Handles, long Megabytes)
{
    /// <summary>Those of a process now.</summary>
    public static Holdings Of(FlinkProcess process) => new(
        Directory.GetDirectories($"/proc/{process.Id}/task").Count(static task => !IsOfPool(NameOf(task))),
        process.OpenHandles,
        process.ResidentBytes >> 20);

    private static string NameOf(string task)
    {
        try
        {
            return File.ReadAllText(Path.Combine(task, "comm")).Trim();
        }
        catch (IOException)
        {
            // It has ended meanwhile.
            return ".NET TP Worker";
        }
    }

    private static bool IsOfPool(string name) =>
        name.StartsWith(".NET TP", StringComparison.Ordinal) || name.StartsWith(".NET Tiered", StringComparison.Ordinal) || name.StartsWith(".NET Long", StringComparison.Ordinal);
}
