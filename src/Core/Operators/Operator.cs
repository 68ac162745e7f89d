using Flink.Core.State;

namespace Flink.Core.Operators;

/// <summary>What runs inside a task: batches in, batches out, and state that can be written down and read back.</summary>
/// <remarks>
/// All members are called on the task's thread, one at a time, in this order: <see cref="Initialize"/>,
/// <see cref="Restore"/> (only when there is state), <see cref="Open"/>, then inputs interleaved with <see cref="Snapshot"/>
/// and news of checkpoints, then <see cref="EndInput"/> for each input, <see cref="Finish"/>, perhaps a last <see cref="Snapshot"/>, and
/// always <see cref="Close"/>, also after a failure.
/// Exceptions end the task; an operator never catches to continue.
/// </remarks>
public abstract class Operator
{
    private OperatorContext? _context;

    /// <summary>What the engine offers this operator; set before anything else is called.</summary>
    protected OperatorContext Context => _context ?? throw new InvalidOperationException("The operator is not initialized.");

    /// <summary>The inputs in the order of the edges; empty for a source.</summary>
    public abstract IReadOnlyList<IInput> Inputs { get; }

    /// <summary>Which inputs the operator wants to read next; asked after every batch.</summary>
    /// <value>All of them.</value>
    public virtual InputSelection Selection => InputSelection.All;

    /// <summary>Gives the operator its surroundings. No user code runs here.</summary>
    public virtual void Initialize(OperatorContext context) => _context = context;

    /// <summary>Connects the main output; called once, before <see cref="Open"/>.</summary>
    /// <param name="output">An <see cref="IInput{T}"/> of the operator's output type.</param>
    public abstract void Connect(IInput output);

    /// <summary>Reads state back that an earlier execution wrote, perhaps with another parallelism.</summary>
    public virtual void Restore(StateReader state)
    {
    }

    /// <summary>Acquires what the operator needs. Runs user code (<see cref="Functions.IRichFunction.Open"/>).</summary>
    public virtual void Open()
    {
    }

    /// <summary>Writes the operator's state as it is between two batches. The writer's memory belongs to the engine.</summary>
    public virtual void Snapshot(StateWriter state)
    {
    }

    /// <summary>
    /// A checkpoint is complete and durable: what was held back for it may be made visible. Calls for older checkpoints may be missing
    /// (a completed one subsumes them), and a restored operator is not called for the checkpoint that it was restored from.
    /// </summary>
    /// <param name="checkpointId">The <see cref="StateWriter.CheckpointId"/> of the snapshot.</param>
    public virtual void NotifyCheckpointComplete(long checkpointId)
    {
    }

    /// <summary>A checkpoint was given up; what was written for it goes into the next one. May come without a snapshot before it.</summary>
    /// <param name="checkpointId">The <see cref="StateWriter.CheckpointId"/> of the snapshot.</param>
    public virtual void NotifyCheckpointAborted(long checkpointId)
    {
    }

    /// <summary>
    /// Whether something still waits for a checkpoint to complete; asked once, after <see cref="Finish"/>. The task then stays, takes
    /// part in one more checkpoint, and ends when that is complete.
    /// </summary>
    public virtual bool AwaitsCheckpoint => false;

    /// <summary>An input has ended: nothing more arrives on it.</summary>
    /// <param name="input">Index of the input.</param>
    public virtual void EndInput(int input)
    {
    }

    /// <summary>Every input has ended; what is still held back is emitted now. Not called when the task fails or is cancelled.</summary>
    public virtual void Finish()
    {
    }

    /// <summary>Releases everything. Called exactly once after <see cref="Initialize"/>, also when <see cref="Open"/> failed.</summary>
    public virtual void Close()
    {
    }
}
