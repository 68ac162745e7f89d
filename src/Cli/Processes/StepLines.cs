using System.Collections.Concurrent;
using System.Globalization;
using Flink.Client.Deployment;
using Flink.Core.Configuration;
using Flink.ResourceManagers.Drivers;
using Flink.Runtime.Slots;

namespace Flink.Cli.Processes;

/// <summary>What becomes of workers, a line each on standard output, for whoever waits for the cluster (<see cref="ClusterOutput"/>). Safe for concurrent use.</summary>
internal sealed class StepLines(TextWriter output)
{
    private readonly ConcurrentDictionary<TaskManagerId, long> _requested = new();

    public void Requested(WorkerRequest request, StartedWorker worker, long at)
    {
        _requested[worker.Id] = at;
        var slots = request.Spec.SlotCount;
        Write($"worker {worker.Id} requested: {slots} slot{(slots == 1 ? "" : "s")}, {request.Cpus:0.##} cpu, {new MemorySize(request.Memory.TotalProcess)}");
    }

    public void NotRequested(string reason) => Write($"a worker was requested in vain: {reason}");

    public void Waits(string reason) => Write($"a worker is waited for: {reason}");

    public void Registered(TaskManagerId worker)
    {
        if (_requested.TryRemove(worker, out var at))
        {
            Write($"worker {worker} registered after {TimeProvider.System.GetElapsedTime(at).TotalMilliseconds:F0} ms");
        }
        else
        {
            Write($"worker {worker} registered");
        }
    }

    public void Released(TaskManagerId worker)
    {
        _requested.TryRemove(worker, out _);
        Write($"worker {worker} released");
    }

    public void Lost(TaskManagerId worker, string diagnostics)
    {
        _requested.TryRemove(worker, out _);
        Write($"worker lost: {diagnostics}");
    }

    public void Leaves(TaskManagerId worker, DateTimeOffset deadline, string reason) =>
        Write($"worker {worker} will be gone at {deadline.ToLocalTime():HH:mm:ss}: {reason}");

    public void Ended(string status) => Write($"the cluster ends ({status}): all workers are released");

    private void Write(FormattableString line) => output.WriteLine(ClusterOutput.StepMark + line.ToString(CultureInfo.InvariantCulture).ReplaceLineEndings("; "));
}
