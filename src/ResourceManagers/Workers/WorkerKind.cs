using Flink.Runtime.Slots;

namespace Flink.ResourceManagers.Workers;

/// <summary>The workers of one kind, by how far they are: each list from the oldest to the newest.</summary>
internal sealed class WorkerKind(WorkerSpec spec)
{
    public WorkerSpec Spec => spec;

    /// <summary>How many there should be.</summary>
    public int Needed { get; set; }

    public LinkedList<WorkerOrder> Unanswered { get; } = [];

    /// <summary>Started in this term, or registered once and about to register anew.</summary>
    public LinkedList<ManagedWorker> Unregistered { get; } = [];

    public LinkedList<ManagedWorker> Registered { get; } = [];

    /// <summary>Registered, and about to be taken away: others are requested in their place, and they stay as long as they have work.</summary>
    public LinkedList<ManagedWorker> Leaving { get; } = [];

    /// <summary>How many there are or will be; without those that leave.</summary>
    public int Total => Unanswered.Count + Unregistered.Count + Registered.Count;
}
