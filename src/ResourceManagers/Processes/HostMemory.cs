using System.Globalization;

namespace Flink.ResourceManagers.Processes;

/// <summary>How much memory this machine has, whatever limit this process has set for its own heap.</summary>
internal static class HostMemory
{
    private const string Information = "/proc/meminfo";
    private const string Total = "MemTotal:";

    /// <summary>Bytes; null where the system does not say.</summary>
    public static long? Bytes { get; } = File.Exists(Information) ? Parse(File.ReadAllText(Information)) : null;

    internal static long? Parse(string text)
    {
        var line = Array.Find(text.Split('\n'), static line => line.StartsWith(Total, StringComparison.Ordinal));
        return line?.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, var number, ..]
            ? long.Parse(number, CultureInfo.InvariantCulture) * 1024
            : null;
    }
}
