using Flink.Core;
using Flink.Core.Graph;
using Flink.Runtime.State;

namespace Flink.Runtime.Checkpoints;

/// <summary>Checkpoints on the heap of the JobManager (Flink's JobManagerCheckpointStorage): they outlive tasks, not the process.</summary>
/// <param name="maxStateSize">Most bytes of one operator of one subtask.</param>
public sealed class MemoryCheckpointStorage(long maxStateSize = MemoryCheckpointStorage.DefaultMaxStateSize) : CheckpointStorage
{
    /// <summary>Flink's limit.</summary>
    public const long DefaultMaxStateSize = 5 << 20;

    /// <inheritdoc/>
    public override void Prepare()
    {
    }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<OperatorId, StateHandle> Store(
        long checkpointId, string owner, IReadOnlyList<TaskState> states, CancellationToken cancellation)
    {
        var handles = new Dictionary<OperatorId, StateHandle>();
        foreach (var (id, name, snapshot) in states)
        {
            var sink = new MemorySink(maxStateSize, () => new FlinkException(
                $"The state of '{name}' has more than {maxStateSize} bytes, which is what checkpoints in memory take for an operator and subtask. "
                + "Set 'execution.checkpointing.dir' to a folder."));
            snapshot.WriteTo(sink, cancellation);
            if (!snapshot.IsEmpty)
            {
                handles.Add(id, new InlineState(snapshot.Shape, sink.Written));
            }
        }

        return handles;
    }

    /// <inheritdoc/>
    public override JobSnapshot Complete(JobSnapshot snapshot) => snapshot;

    /// <inheritdoc/>
    public override void Discard(long checkpointId)
    {
        // The handles are the state: it goes with the last reference to it.
    }

    /// <inheritdoc/>
    public override void Close()
    {
    }
}
