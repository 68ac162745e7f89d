using System.Globalization;
using System.Text;

namespace Flink.ResourceManagers.Processes;

/// <summary>What is told of a worker that has ended.</summary>
internal static class WorkerDiagnostics
{
    private const int MostBytes = 2048;
    private const int MostLines = 5;

    public static string Of(LocalWorker worker, ExitStatus status)
    {
        var text = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"TaskManager {worker.Id} (process {worker.Process.Pid}) {status}"));
        if (worker.Group?.OutOfMemory is > 0 and var kills)
        {
            text.Append(CultureInfo.InvariantCulture, $": out of memory, its control group was at its limit and the kernel killed {kills} of its processes; ")
                .Append("raise taskmanager.memory.process.size or taskmanager.memory.task.off-heap.size");
        }
        else if (status.Signal == Posix.SigKill)
        {
            text.Append(": somebody killed it, or the kernel did because this machine was out of memory ('dmesg' tells)");
        }

        text.Append("; its log is ").Append(Path.ChangeExtension(worker.OutputFile, ".log"));
        if (LastLines(worker.OutputFile) is { Length: > 0 } lines)
        {
            text.Append("; it printed last: ").Append(lines);
        }

        return text.ToString();
    }

    /// <summary>The end of what a process has printed, in one line; empty where there is nothing.</summary>
    public static string LastLines(string file)
    {
        try
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            stream.Seek(-Math.Min(stream.Length, MostBytes), SeekOrigin.End);
            using var reader = new StreamReader(stream, Encoding.UTF8);
            var lines = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            return string.Join("; ", lines.TakeLast(MostLines));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
