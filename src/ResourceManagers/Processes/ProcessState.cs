using System.Globalization;

namespace Flink.ResourceManagers.Processes;

/// <summary>What the kernel says of a process (<c>/proc/PID/stat</c>).</summary>
internal readonly record struct ProcessState(int Pid, bool HasEnded, int Session, long StartTicks)
{
    // Positions behind the name, which may hold blanks and brackets.
    private const int SessionField = 3;
    private const int StartField = 19;

    /// <summary>Null when there is no such process.</summary>
    public static ProcessState? Read(int pid)
    {
        string text;
        try
        {
            text = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/stat"));
        }
        catch (IOException)
        {
            // It is gone, or went while it was read.
            return null;
        }

        return Parse(pid, text);
    }

    /// <summary>All processes that this one may see.</summary>
    public static IEnumerable<ProcessState> All()
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) && Read(pid) is { } state)
            {
                yield return state;
            }
        }
    }

    internal static ProcessState? Parse(int pid, string text)
    {
        var fields = text[(text.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length > StartField
            ? new ProcessState(
                pid,
                fields[0] is "Z" or "X",
                int.Parse(fields[SessionField], CultureInfo.InvariantCulture),
                long.Parse(fields[StartField], CultureInfo.InvariantCulture))
            : null;
    }
}
