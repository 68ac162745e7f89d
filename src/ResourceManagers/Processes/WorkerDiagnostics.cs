using System.Globalization;
using System.Text;

namespace Flink.ResourceManagers.Processes;

/// <summary>What is told of a worker that has ended.</summary>
internal static class WorkerDiagnostics
{
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

        text.Append("; its log is ").Append(worker.Files.Log);
        if (FileTail.LastLines(worker.Files.Errors, MostLines) is { Length: > 0 } lines)
        {
            text.Append("; it printed last: ").Append(lines);
        }

        return text.ToString();
    }
}
