using Flink.Runtime.TaskManager;

namespace Flink.Runtime.JobManager;

/// <summary>The job master's view of one attempt to run a subtask.</summary>
/// <param name="id">The attempt.</param>
public sealed class Execution(ExecutionId id)
{
    /// <summary>The attempt.</summary>
    public ExecutionId Id { get; } = id;

    /// <summary>Its state.</summary>
    public ExecutionState State { get; private set; } = ExecutionState.Created;

    /// <summary>Whether it had finished before the job was restored, and only ends.</summary>
    public bool HadFinished { get; set; }

    /// <summary>What it left behind; null until it has ended.</summary>
    public TaskReport? Report { get; set; }

    /// <summary>Moves to another state.</summary>
    /// <returns>False when the move is not legal: a late message about an attempt that has ended or is being cancelled.</returns>
    public bool TryMoveTo(ExecutionState state)
    {
        if (!ExecutionStateTransitions.IsLegal(State, state))
        {
            return false;
        }

        State = state;
        return true;
    }
}
