using Flink.Core.Graph;
using Flink.Runtime.HighAvailability;
using Flink.Runtime.State;

namespace Flink.Runtime.Checkpoints;

/// <summary>Where the checkpoints of one job are kept. Every call may block, so none is made on a worker or in an endpoint.</summary>
public abstract class CheckpointStorage
{
    /// <summary>Makes sure, before the job begins, that checkpoints can be written.</summary>
    /// <exception cref="Core.FlinkException">They can't; says where and why.</exception>
    public abstract void Prepare();

    /// <summary>Stores what a task wrote; durable when this returns.</summary>
    /// <param name="checkpointId">The checkpoint.</param>
    /// <param name="owner">Names the attempt of the task within the job.</param>
    /// <param name="states">The states of its operators, which are written here: they are not gathered before.</param>
    /// <param name="cancellation">The checkpoint was given up.</param>
    /// <returns>Where each state is that is not empty.</returns>
    public abstract IReadOnlyDictionary<OperatorId, StateHandle> Store(
        long checkpointId, string owner, IReadOnlyList<TaskState> states, CancellationToken cancellation);

    /// <summary>Makes a checkpoint complete: what its tasks stored is durable, and from here on it counts.</summary>
    /// <returns>The checkpoint with its place.</returns>
    public abstract JobSnapshot Complete(JobSnapshot snapshot);

    /// <summary>The process leads in another term: what this storage records goes by it from now on, unless another master has started the job since. Blocks nobody.</summary>
    /// <param name="pointers">The records of the new term.</param>
    /// <param name="found">What it has found of the job; null for nothing.</param>
    /// <param name="isNextTerm">Whether there was no term in between, which decides where nothing is recorded.</param>
    /// <returns>Whether no other master has.</returns>
    internal virtual bool TryFollow(CheckpointPointerStore pointers, CheckpointPointers? found, bool isNextTerm) => isNextTerm;

    /// <summary>Removes a checkpoint, complete or not. Nothing happens when there is none.</summary>
    public abstract void Discard(long checkpointId);

    /// <summary>The job has ended: removes what is of no use without checkpoints.</summary>
    public abstract void Close();
}
