using Flink.Core.Records;

namespace Flink.Runtime.TaskManager;

/// <summary>When a task takes part in a checkpoint: a source when it is told to, another task when the barrier has come on each of its channels.</summary>
/// <param name="gate">The task's channels; null for a source.</param>
/// <param name="outputs">Where barriers go on.</param>
/// <param name="checkpointing">Stores what the operators write.</param>
/// <remarks>On the task's thread.</remarks>
internal sealed class TaskBarriers(InputGate? gate, TaskOutputs outputs, TaskCheckpointing checkpointing)
{
    private OperatorChain? _chain;
    private bool _isFinished;

    /// <summary>The task begins to run.</summary>
    public void Attach(OperatorChain chain) => _chain = chain;

    /// <summary>The task has processed everything and emitted everything.</summary>
    public void Finish() => _isFinished = true;

    /// <summary>The coordinator asks for a checkpoint.</summary>
    public void Trigger(CheckpointBarrier barrier)
    {
        if (gate is null || _isFinished)
        {
            Snapshot(barrier);
            return;
        }

        gate.Expect(barrier);
        SnapshotAligned();
    }

    /// <summary>Takes part in those checkpoints whose barriers have come on all channels.</summary>
    public void SnapshotAligned()
    {
        while (gate!.TryTakeBarrier(out var barrier))
        {
            Snapshot(barrier!);
        }
    }

    /// <summary>A checkpoint is complete.</summary>
    public void Complete(long checkpointId)
    {
        _chain?.NotifyCheckpointComplete(checkpointId);
        checkpointing.Complete(checkpointId);
    }

    /// <summary>A checkpoint was given up.</summary>
    public void Abort(long checkpointId)
    {
        gate?.Abort(checkpointId);
        checkpointing.Abort(checkpointId);
        _chain?.NotifyCheckpointAborted(checkpointId);
    }

    private void Snapshot(CheckpointBarrier barrier)
    {
        if (!checkpointing.TryBegin(barrier.CheckpointId, _isFinished))
        {
            return;
        }

        var parts = _chain!.Snapshot(barrier.CheckpointId);
        if (!_isFinished)
        {
            // After the end of input nobody reads: whoever is behind it hears of the checkpoint from the coordinator.
            outputs.Broadcast(barrier);
        }

        checkpointing.Store(barrier.CheckpointId, parts, _isFinished);
    }
}
