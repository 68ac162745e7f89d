using Flink.Runtime.Dispatcher.Views;
using Flink.Runtime.JobManager;
using Flink.Runtime.TaskManager;

namespace Flink.Rest.Jobs;

/// <summary>Flink's reading of the times at which an execution changed its state.</summary>
internal static class ExecutionTimes
{
    /// <summary>The states whose durations are shown, in the order in which they follow each other.</summary>
    public static readonly ExecutionState[] Phases =
    [
        ExecutionState.Created, ExecutionState.Scheduled, ExecutionState.Deploying, ExecutionState.Initializing, ExecutionState.Running,
    ];

    public static DateTimeOffset? At(this ExecutionDetails execution, ExecutionState state) =>
        execution.Entered.TryGetValue(state, out var time) ? time : null;

    /// <summary>When it was deployed; null before.</summary>
    public static DateTimeOffset? Started(this ExecutionDetails execution) => execution.At(ExecutionState.Deploying);

    /// <summary>When it reached a final state; null before.</summary>
    public static DateTimeOffset? Ended(this ExecutionDetails execution) => execution.State.IsTerminal() ? execution.At(execution.State) : null;

    /// <summary>Milliseconds from start to end, or to now; -1 without a start.</summary>
    public static long Duration(DateTimeOffset? started, DateTimeOffset? ended, DateTimeOffset now) =>
        started is { } start ? Math.Max(0, (long)((ended ?? now) - start).TotalMilliseconds) : -1;

    /// <summary>Milliseconds in a phase: until the next state that it entered, or until now; -1 when it never had that state.</summary>
    public static long PhaseDuration(this ExecutionDetails execution, ExecutionState phase, DateTimeOffset now)
    {
        if (execution.At(phase) is not { } entered)
        {
            return -1;
        }

        DateTimeOffset? left = null;
        foreach (var (state, time) in execution.Entered)
        {
            if (state != phase && time >= entered && Follows(state, phase) && (left is null || time < left))
            {
                left = time;
            }
        }

        return Math.Max(0, (long)((left ?? now) - entered).TotalMilliseconds);
    }

    // In the order of an execution's life: INITIALIZING lies before RUNNING although its number in Flink's enum is the last.
    private static bool Follows(ExecutionState state, ExecutionState phase)
    {
        var position = Array.IndexOf(Phases, state);
        return position < 0 || position > Array.IndexOf(Phases, phase);
    }
}
