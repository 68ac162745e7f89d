using System.Globalization;
using System.Text;

namespace Flink.ResourceManagers.Processes;

/// <summary>A control group around one worker and all that it starts.</summary>
internal sealed class MemoryGroup(string path, bool isUnified)
{
    private const string OutOfMemoryKills = "oom_kill ";

    /// <summary>How many processes the kernel has killed because the group was at its limit.</summary>
    public int OutOfMemory => Text(isUnified ? "memory.events" : "memory.oom_control")
        .Split('\n')
        .Where(static line => line.StartsWith(OutOfMemoryKills, StringComparison.Ordinal))
        .Select(static line => int.Parse(line.AsSpan(OutOfMemoryKills.Length), CultureInfo.InvariantCulture))
        .FirstOrDefault();

    /// <summary>Writes a setting into a file that the kernel has made.</summary>
    public static void Write(string file, string value)
    {
        using var stream = new FileStream(file, FileMode.OpenOrCreate, FileAccess.Write);
        stream.Write(Encoding.ASCII.GetBytes(value));
    }

    public void Create(long bytes)
    {
        Directory.CreateDirectory(path);
        try
        {
            Write(File(isUnified ? "memory.max" : "memory.limit_in_bytes"), bytes.ToString(CultureInfo.InvariantCulture));
            if (isUnified)
            {
                // A worker that has lost one of its processes is none any more.
                Write(File("memory.oom.group"), "1");
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Remove();
            throw;
        }
    }

    /// <summary>Takes a process in, and from then on what it starts.</summary>
    public void Add(int pid) => Write(File("cgroup.procs"), pid.ToString(CultureInfo.InvariantCulture));

    /// <summary>Removes it; one with processes in it stays.</summary>
    /// <returns>Whether it is gone.</returns>
    public bool Remove()
    {
        try
        {
            Directory.Delete(path);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return !Directory.Exists(path);
        }
    }

    private string File(string name) => Path.Combine(path, name);

    private string Text(string name)
    {
        try
        {
            return System.IO.File.ReadAllText(File(name));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Older kernels do not count.
            return "";
        }
    }
}
