using Flink.Runtime.JobManager.Slots;
using Flink.Runtime.TaskManager;

namespace Flink.Runtime.JobManager;

/// <summary>The job master's view of one attempt to run a subtask.</summary>
/// <param name="id">The attempt.</param>
/// <param name="observer">Is told of every move; null for nobody.</param>
/// <remarks>Belongs to the job master's endpoint.</remarks>
public sealed class Execution(ExecutionId id, IExecutionObserver? observer = null)
{
    private readonly long[] _since = new long[(int)ExecutionState.Reconciling + 1];

    /// <summary>The attempt.</summary>
    public ExecutionId Id { get; } = id;

    /// <summary>Its state.</summary>
    public ExecutionState State { get; private set; } = ExecutionState.Created;

    /// <summary>Whether it had finished before the job was restored, and only ends.</summary>
    public bool HadFinished { get; set; }

    /// <summary>What it left behind; null until it has ended.</summary>
    public TaskReport? Report { get; set; }

    /// <summary>Why it failed; null when it did not.</summary>
    public Exception? Failure { get; set; }

    /// <summary>Where it runs or ran; null until it is deployed.</summary>
    public PhysicalSlot? Slot { get; set; }

    /// <summary>When it came into a state, milliseconds since the epoch; 0 when it has not been in it.</summary>
    public long Since(ExecutionState state) => _since[(int)state];

    /// <summary>Moves to another state.</summary>
    /// <returns>False when the move is not legal: a late message about an attempt that has ended or is being cancelled.</returns>
    public bool TryMoveTo(ExecutionState state)
    {
        if (!ExecutionStateTransitions.IsLegal(State, state))
        {
            return false;
        }

        var from = State;
        State = state;
        _since[(int)state] = observer?.Moved(this, from) ?? 0;
        return true;
    }
}
