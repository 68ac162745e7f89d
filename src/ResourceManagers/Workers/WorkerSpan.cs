using System.Diagnostics;
using Flink.Runtime.Metrics;

namespace Flink.ResourceManagers.Workers;

/// <summary>The span of a worker from its request until it is registered or will not come. The first end counts.</summary>
internal sealed class WorkerSpan
{
    private Activity? _activity = RuntimeActivities.Start(RuntimeActivities.Worker);

    /// <summary>The driver has started it.</summary>
    public void Started(ManagedWorker worker) =>
        _activity?.SetTag(MetricTags.TaskManagerId, worker.Id.Value).SetTag("node", worker.Node).AddEvent(new ActivityEvent("started"));

    /// <summary>It is there.</summary>
    public void Registered() => End(null);

    /// <summary>It will not come.</summary>
    public void Failed(string reason) => End(reason);

    private void End(string? error)
    {
        RuntimeActivities.End(_activity, error);
        _activity = null;
    }
}
