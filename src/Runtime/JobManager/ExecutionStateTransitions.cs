using Flink.Runtime.TaskManager;

namespace Flink.Runtime.JobManager;

/// <summary>The legal moves between the states of an attempt to run a subtask (Flink's ExecutionState).</summary>
public static class ExecutionStateTransitions
{
    private static readonly (ExecutionState From, ExecutionState[] To)[] _moves =
    [
        (ExecutionState.Created, [ExecutionState.Scheduled, ExecutionState.Canceled, ExecutionState.Failed, ExecutionState.Reconciling]),
        (ExecutionState.Scheduled, [ExecutionState.Deploying, ExecutionState.Canceled, ExecutionState.Failed]),
        (ExecutionState.Deploying, [ExecutionState.Initializing, ExecutionState.Canceling, ExecutionState.Canceled, ExecutionState.Failed]),
        (ExecutionState.Initializing, [ExecutionState.Running, ExecutionState.Canceling, ExecutionState.Canceled, ExecutionState.Failed]),
        (ExecutionState.Running, [ExecutionState.Finished, ExecutionState.Canceling, ExecutionState.Canceled, ExecutionState.Failed]),
        (ExecutionState.Canceling, [ExecutionState.Canceled, ExecutionState.Finished, ExecutionState.Failed]),
        (ExecutionState.Reconciling, [ExecutionState.Initializing, ExecutionState.Running, ExecutionState.Canceled, ExecutionState.Failed]),
        (ExecutionState.Finished, []),
        (ExecutionState.Canceled, []),
        (ExecutionState.Failed, []),
    ];

    /// <summary>Whether an attempt may go from one state to another.</summary>
    public static bool IsLegal(ExecutionState from, ExecutionState to) =>
        Array.Find(_moves, move => move.From == from).To.Contains(to);

    /// <summary>Whether the attempt has ended.</summary>
    public static bool IsTerminal(this ExecutionState state) =>
        state is ExecutionState.Finished or ExecutionState.Canceled or ExecutionState.Failed;
}
