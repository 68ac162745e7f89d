using Flink.Runtime.Slots;

namespace Flink.ResourceManagers.Processes;

/// <summary>A worker that is a process of this machine.</summary>
internal sealed class LocalWorker(TaskManagerId id, WorkerFolder folder, LogFiles files, ProcessIdentity process, MemoryGroup? group)
{
    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskManagerId Id => id;

    public WorkerFolder Folder => folder;

    public LogFiles Files => files;

    public ProcessIdentity Process => process;

    /// <summary>What limits its memory; null where nothing but its own heap's limit does.</summary>
    public MemoryGroup? Group => group;

    /// <summary>Whether its end is wanted.</summary>
    public bool IsReleased { get; set; }

    /// <summary>Kills it when it takes too long to end.</summary>
    public ITimer? Patience { get; set; }

    /// <summary>Completes when nothing is left of it.</summary>
    public Task Gone => _gone.Task;

    public void IsGone() => _gone.TrySetResult();
}
