using Flink.ResourceManagers.Drivers;
using Flink.Runtime.ResourceManager;
using Flink.Runtime.Slots;

namespace Flink.ResourceManagers.Workers;

/// <summary>What became of the workers that were lost last, and who waits to hear it.</summary>
/// <param name="driver">Is told whose end is suspected.</param>
/// <param name="settings">How long to wait for it.</param>
internal sealed class Obituaries(IResourceManagerDriver driver, WorkerManagerSettings settings)
{
    private const int Capacity = 1000;

    private readonly Dictionary<TaskManagerId, string> _known = [];
    private readonly Queue<TaskManagerId> _order = new();
    private readonly Dictionary<TaskManagerId, TaskCompletionSource<string?>> _awaited = [];

    /// <summary>What became of a worker, as soon as it is known; null when nothing is heard in time.</summary>
    /// <param name="worker">The worker.</param>
    /// <param name="isThere">Whether it is not known to be gone.</param>
    /// <param name="host">The endpoint.</param>
    public Task<string?> ExplainAsync(TaskManagerId worker, bool isThere, IWorkerSupplyHost host)
    {
        if (_known.TryGetValue(worker, out var known) || !isThere)
        {
            return Task.FromResult(known);
        }

        var answer = Await(worker);
        driver.Suspect(worker);
        host.After(settings.LossPatience, () => answer.TrySetResult(null));
        return answer.Task;
    }

    public void Add(TaskManagerId worker, string diagnostics)
    {
        if (_known.TryAdd(worker, diagnostics))
        {
            _order.Enqueue(worker);
            if (_order.Count > Capacity)
            {
                _known.Remove(_order.Dequeue());
            }
        }

        if (_awaited.Remove(worker, out var waiting))
        {
            waiting.TrySetResult(diagnostics);
        }
    }

    /// <summary>A worker was ended by ourselves: there is nothing to hear.</summary>
    public void Forget(TaskManagerId worker)
    {
        if (_awaited.Remove(worker, out var waiting))
        {
            waiting.TrySetResult(null);
        }
    }

    private TaskCompletionSource<string?> Await(TaskManagerId worker)
    {
        if (!_awaited.TryGetValue(worker, out var waiting) || waiting.Task.IsCompleted)
        {
            _awaited[worker] = waiting = new TaskCompletionSource<string?>();
        }

        return waiting;
    }
}
