using Flink.ResourceManagers.Drivers;

namespace Flink.ResourceManagers.Workers;

/// <summary>A request that the driver has not answered.</summary>
internal sealed class WorkerOrder(WorkerKind kind, WorkerRequest request) : IDisposable
{
    private readonly CancellationTokenSource _cancellation = new();
    private LinkedListNode<WorkerOrder>? _place;

    public WorkerKind Kind => kind;

    public WorkerRequest Request => request;

    public CancellationToken Cancellation => _cancellation.Token;

    /// <summary>What is seen of it.</summary>
    public WorkerSpan Span { get; } = new();

    /// <summary>Whether nobody wants it any more; it is in no list then.</summary>
    public bool IsCancelled => _cancellation.IsCancellationRequested;

    /// <summary>Why the system lets it wait; null when it has not said.</summary>
    public string? WaitsBecause { get; set; }

    public void Place() => _place = kind.Unanswered.AddLast(this);

    public void Remove()
    {
        if (_place is { } place)
        {
            kind.Unanswered.Remove(place);
            _place = null;
        }
    }

    public void Cancel()
    {
        Remove();
        Span.Failed("it was needed no more");
        _cancellation.Cancel();
    }

    public void Dispose() => _cancellation.Dispose();
}
