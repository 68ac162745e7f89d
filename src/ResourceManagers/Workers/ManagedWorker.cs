using Flink.Runtime.Slots;

namespace Flink.ResourceManagers.Workers;

/// <summary>A worker that the driver has started or found.</summary>
internal sealed class ManagedWorker(TaskManagerId id, string? node)
{
    private LinkedListNode<ManagedWorker>? _place;

    public TaskManagerId Id => id;

    /// <summary>The machine that it runs on; null when it is not known.</summary>
    public string? Node => node;

    /// <summary>Its kind; null of one of an earlier term that has not registered yet.</summary>
    public WorkerKind? Kind { get; set; }

    /// <summary>What is seen of its start; null of one of an earlier term.</summary>
    public WorkerSpan? Span { get; init; }

    public bool IsRegistered { get; set; }

    /// <summary>Whether it may have work: it has registered once, or comes from an earlier term.</summary>
    public bool MayWork { get; set; }

    /// <summary>When its system takes it away, and why; null while it has not said so.</summary>
    public (DateTimeOffset Deadline, string Reason)? Departure { get; set; }

    /// <summary>Whether it was released, lost or given up.</summary>
    public bool IsGone { get; set; }

    /// <summary>Until when it may take to register.</summary>
    public DateTimeOffset Deadline { get; set; }

    /// <summary>Puts it at the end of a list, out of the one that it was in.</summary>
    public void MoveTo(LinkedList<ManagedWorker>? list)
    {
        _place?.List!.Remove(_place);
        _place = list?.AddLast(this);
    }
}
