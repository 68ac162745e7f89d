namespace Flink.Benchmarks.Cluster;

/// <summary>TaskManagers that run on this machine, as <c>/proc</c> shows them.</summary>
internal static class WorkerProcesses
{
    /// <summary>The number of one; null where there is none.</summary>
    /// <param name="isIt">Decides by its folder in <c>/proc</c>.</param>
    public static int? Find(Func<string, bool> isIt)
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), out var process)
                && Read(folder, "cmdline").Split('\0').Contains("taskmanager")
                && isIt(folder))
            {
                return process;
            }
        }

        return null;
    }

    /// <summary>A file of a process; empty once the process has ended.</summary>
    public static string Read(string folder, string file)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, file));
        }
        catch (IOException)
        {
            return "";
        }
    }
}
