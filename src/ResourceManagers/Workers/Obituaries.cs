using Flink.Runtime.Slots;

namespace Flink.ResourceManagers.Workers;

/// <summary>What became of the workers that were lost last, and who waits to hear it.</summary>
internal sealed class Obituaries
{
    private const int Capacity = 1000;

    private readonly Dictionary<TaskManagerId, string> _known = [];
    private readonly Queue<TaskManagerId> _order = new();
    private readonly Dictionary<TaskManagerId, TaskCompletionSource<string?>> _awaited = [];

    public string? Find(TaskManagerId worker) => _known.GetValueOrDefault(worker);

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

    /// <summary>Completes when it is known. Whoever waits no longer completes it himself.</summary>
    public TaskCompletionSource<string?> Await(TaskManagerId worker)
    {
        if (!_awaited.TryGetValue(worker, out var waiting) || waiting.Task.IsCompleted)
        {
            _awaited[worker] = waiting = new TaskCompletionSource<string?>();
        }

        return waiting;
    }

    /// <summary>A worker was ended by ourselves: there is nothing to hear.</summary>
    public void Forget(TaskManagerId worker)
    {
        if (_awaited.Remove(worker, out var waiting))
        {
            waiting.TrySetResult(null);
        }
    }
}
