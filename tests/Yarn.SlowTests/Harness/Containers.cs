using System.Diagnostics;
using System.Text;

namespace Flink.Yarn.SlowTests.Harness;

/// <summary>The processes of containers, all of which run on this machine; found without YARN.</summary>
public static class Containers
{
    /// <summary>The engine's processes of an application: container and process, of those that are the role.</summary>
    public static IReadOnlyList<(string Container, int Pid)> Of(string application, string role)
    {
        List<(string, int)> found = [];
        foreach (var folder in Directory.GetDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), out var pid))
            {
                continue;
            }

            try
            {
                var words = Read(folder, "cmdline");
                if (Array.IndexOf(words, role) is var at and > 0 && words[at - 1].EndsWith("flink.dll", StringComparison.Ordinal)
                    && Array.Find(Read(folder, "environ"), line => line.StartsWith("CONTAINER_ID=", StringComparison.Ordinal)) is { } id
                    && id.Contains(application["application".Length..] + "_", StringComparison.Ordinal))
                {
                    found.Add((id["CONTAINER_ID=".Length..], pid));
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It has ended while it was looked at.
            }
        }

        // A process that starts another one is there twice for a moment, and the other one has the later number.
        return [.. found.OrderBy(static process => process.Item2).DistinctBy(static process => process.Item1)];
    }

    /// <summary>The process of a container that runs a command, with its environment; null when there is none.</summary>
    public static (int Pid, IReadOnlyDictionary<string, string> Environment)? ProcessOf(string container, string command)
    {
        foreach (var folder in Directory.GetDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), out var pid))
            {
                continue;
            }

            try
            {
                if (Read(folder, "cmdline") is [var first, ..] && first == command && Read(folder, "environ") is var lines && lines.Contains($"CONTAINER_ID={container}"))
                {
                    return (pid, lines.Select(static line => line.Split('=', 2)).DistinctBy(static pair => pair[0]).ToDictionary(static pair => pair[0], static pair => pair[^1], StringComparer.Ordinal));
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It has ended while it was looked at.
            }
        }

        return null;
    }

    /// <summary>What everybody sees of a process.</summary>
    public static string CommandLine(int pid) => string.Join(' ', Read($"/proc/{pid}", "cmdline"));

    /// <summary>How long a process has run; zero for one that has ended.</summary>
    public static TimeSpan AgeOf(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            return DateTime.Now - process.StartTime;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return TimeSpan.Zero;
        }
    }

    /// <summary><c>kill -9</c>.</summary>
    public static void Kill(int pid) => Process.GetProcessById(pid).Kill();

    private static string[] Read(string folder, string file) => Encoding.UTF8.GetString(File.ReadAllBytes(Path.Combine(folder, file))).Split('\0', StringSplitOptions.RemoveEmptyEntries);
}
