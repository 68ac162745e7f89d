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
        foreach (var state in states)
        {
            if (state.Bytes.Length > maxStateSize)
            {
                throw new FlinkException(
                    $"The state of '{state.Name}' has {state.Bytes.Length} bytes, and checkpoints in memory take {maxStateSize} for an operator and subtask. "
                    + "Set 'execution.checkpointing.dir' to a folder.");
            }

            handles.Add(state.Operator, new InlineState(state.Shape, state.Bytes));
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
