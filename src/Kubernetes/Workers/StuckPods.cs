using Flink.ResourceManagers.Drivers;
using Flink.Runtime.Slots;

namespace Flink.Kubernetes.Workers;

/// <summary>Why pods do not start, as far as others have noted it or their sizes tell.</summary>
internal sealed class StuckPods(WorkerCalls calls, WorkerPods pods)
{
    private const int MostWarnings = 5;

    // What scales a cluster up looks every ten seconds, and says so.
    private static readonly string[] _scalingReasons = ["TriggeredScaleUp", "Nominated"];

    /// <summary>How long a pod may neither run nor say why before it is worth a look: longer than what scales a cluster up needs to notice it.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(15);

    /// <summary>The last warnings about a pod, to be put at the end of a sentence; empty where there are none.</summary>
    public async Task<string> WarningsAsync(TaskManagerId worker, CancellationToken cancellation)
    {
        var events = (await calls.EventsAsync(worker, cancellation).ConfigureAwait(false))
            .Where(static item => item.Type == "Warning")
            .Select(static item => $"{item.Reason}: {item.Message}")
            .Distinct(StringComparer.Ordinal)
            .TakeLast(MostWarnings)
            .ToList();
        return events.Count == 0 ? "" : $" (events: {string.Join("; ", events)})";
    }

    /// <summary>Why a worker without a place will never have one: it is larger than every node, and nobody says that he brings another. Null while it may get one.</summary>
    public async Task<WorkerRequestException?> WhyHopelessAsync(TaskManagerId worker, WorkerRequest request, CancellationToken cancellation)
    {
        var cpus = pods.CpusOf(request);
        if (await calls.LargestNodeAsync(cancellation).ConfigureAwait(false) is not { } largest
            || (request.Memory.TotalProcess <= largest.Memory && cpus <= largest.Cpus)
            || (await calls.EventsAsync(worker, cancellation).ConfigureAwait(false)).Any(static item => _scalingReasons.Contains(item.Reason, StringComparer.Ordinal)))
        {
            return null;
        }

        return new WorkerRequestException(
            $"A worker of {request.Memory.TotalProcess >> 20} MiB of memory and {cpus} processors is larger than every node of the Kubernetes cluster: none has more than {(long)largest.Memory >> 20} MiB and {largest.Cpus} processors. "
                + "Make 'taskmanager.memory.process.size' or 'taskmanager.cpu.cores' smaller, or add a larger node",
            isRetryable: false);
    }
}
