using System.Diagnostics;
using System.Globalization;

namespace Flink.Kubernetes.SlowTests.Harness;

/// <summary>Processes of pods, as their node sees them: the node is this machine.</summary>
internal static class HostProcess
{
    /// <summary>The process of a pod whose command line has a word; null when there is none.</summary>
    public static int? Find(string podId, string word)
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && ReadOrEmpty(Path.Combine(folder, "cgroup")).Contains(podId, StringComparison.Ordinal)
                && CommandLine(number).Split(' ').Contains(word))
            {
                return number;
            }
        }

        return null;
    }

    public static string CommandLine(int process) => ReadOrEmpty($"/proc/{process}/cmdline").Replace('\0', ' ');

    public static void Kill(int process)
    {
        using var handle = Process.GetProcessById(process);
        handle.Kill();
    }

    private static string ReadOrEmpty(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It has ended.
            return "";
        }
    }
}
