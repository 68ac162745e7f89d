using System.Diagnostics.CodeAnalysis;
using Flink.ResourceManagers.Drivers;
using Flink.Runtime.Slots;

namespace Flink.ResourceManagers.Workers;

/// <summary>Requests without an answer, those included that nobody wants any more; and what was told of workers before the answer that brings them.</summary>
/// <remarks>A driver's answers and its events are messages like others: the loss of a worker may be read before its start. What is told of an unknown worker is kept while any answer is to come.</remarks>
internal sealed class OpenOrders
{
    private readonly Dictionary<WorkerRequest, WorkerOrder> _orders = new(ReferenceEqualityComparer.Instance);
    private readonly Queue<WorkerOrder> _waiting = new();
    private readonly Dictionary<TaskManagerId, string> _lost = [];
    private readonly Dictionary<TaskManagerId, (DateTimeOffset Deadline, string Reason)> _leaving = [];

    public bool IsEmpty => _orders.Count == 0;

    /// <summary>Why the system lets one that is still wanted wait; null when it lets none.</summary>
    /// <remarks>Asked at each registration, with thousands of requests open: it looks at those only that said so, and at each that is over once.</remarks>
    public string? WaitsBecause
    {
        get
        {
            while (_waiting.TryPeek(out var first))
            {
                if (!first.IsCancelled && _orders.ContainsKey(first.Request))
                {
                    return first.WaitsBecause;
                }

                _waiting.Dequeue();
            }

            return null;
        }
    }

    public WorkerOrder? Find(WorkerRequest request) => _orders.GetValueOrDefault(request);

    public void Add(WorkerOrder order)
    {
        order.Place();
        _orders.Add(order.Request, order);
    }

    /// <summary>The system says why it lets a request wait.</summary>
    public void Wait(WorkerOrder order, string reason)
    {
        if (order.WaitsBecause is null)
        {
            _waiting.Enqueue(order);
        }

        order.WaitsBecause = reason;
    }

    /// <summary>A request has been answered.</summary>
    public void Close(WorkerOrder order)
    {
        order.Remove();
        _orders.Remove(order.Request);
    }

    /// <summary>An answer has been dealt with. After the last one nothing that was told early can be of use.</summary>
    public void ForgetEarlyNews()
    {
        if (IsEmpty)
        {
            _lost.Clear();
            _leaving.Clear();
        }
    }

    public void CancelAll()
    {
        foreach (var order in _orders.Values.ToArray())
        {
            order.Cancel();
        }
    }

    /// <summary>A worker that nobody knows was lost.</summary>
    public void NoteLoss(TaskManagerId worker, string diagnostics) => _lost[worker] = diagnostics;

    /// <summary>A worker that nobody knows will be taken away.</summary>
    public void NoteDeparture(TaskManagerId worker, DateTimeOffset deadline, string reason) => _leaving[worker] = (deadline, reason);

    public bool TryTakeLoss(TaskManagerId worker, [NotNullWhen(true)] out string? diagnostics) => _lost.Remove(worker, out diagnostics);

    public bool TryTakeDeparture(TaskManagerId worker, out (DateTimeOffset Deadline, string Reason) departure) => _leaving.Remove(worker, out departure);
}
