using Flink.Core.Execution;
using Flink.Runtime.JobManager;
using Flink.Runtime.TaskManager;

namespace Flink.Runtime.Tests.JobManager;

/// <summary>The legal moves written down a second time, as text; every pair that is not listed must be illegal.</summary>
public class StateTransitionTests
{
    private static readonly Dictionary<JobStatus, string> _jobMoves = new()
    {
        [JobStatus.Initializing] = "Created Failed Canceled Suspended",
        [JobStatus.Created] = "Running Failing Cancelling Suspended",
        [JobStatus.Running] = "Failing Cancelling Finished Restarting Suspended",
        [JobStatus.Failing] = "Failed Cancelling Suspended",
        [JobStatus.Failed] = "",
        [JobStatus.Cancelling] = "Canceled Suspended",
        [JobStatus.Canceled] = "",
        [JobStatus.Finished] = "",
        [JobStatus.Restarting] = "Created Running Failing Cancelling Suspended",
        [JobStatus.Suspended] = "Reconciling",
        [JobStatus.Reconciling] = "Created Running Failing Cancelling",
    };

    private static readonly Dictionary<ExecutionState, string> _taskMoves = new()
    {
        [ExecutionState.Created] = "Scheduled Canceled Failed Reconciling",
        [ExecutionState.Scheduled] = "Deploying Canceled Failed",
        [ExecutionState.Deploying] = "Initializing Canceling Canceled Failed",
        [ExecutionState.Initializing] = "Running Canceling Canceled Failed",
        [ExecutionState.Running] = "Finished Canceling Canceled Failed",
        [ExecutionState.Finished] = "",
        [ExecutionState.Canceling] = "Finished Canceled Failed",
        [ExecutionState.Canceled] = "",
        [ExecutionState.Failed] = "",
        [ExecutionState.Reconciling] = "Initializing Running Canceled Failed",
    };

    [Fact]
    public void Moves_of_a_job_are_legal_exactly_where_the_table_says_so()
    {
        foreach (var from in Enum.GetValues<JobStatus>())
        {
            foreach (var to in Enum.GetValues<JobStatus>())
            {
                Assert.True(_jobMoves[from].Split(' ').Contains($"{to}") == JobStatusTransitions.IsLegal(from, to), $"{from} to {to}");
            }
        }
    }

    [Fact]
    public void Moves_of_a_task_are_legal_exactly_where_the_table_says_so()
    {
        foreach (var from in Enum.GetValues<ExecutionState>())
        {
            foreach (var to in Enum.GetValues<ExecutionState>())
            {
                Assert.True(_taskMoves[from].Split(' ').Contains($"{to}") == ExecutionStateTransitions.IsLegal(from, to), $"{from} to {to}");
            }
        }
    }

    [Fact]
    public void States_without_a_way_out_are_the_final_ones()
    {
        // A suspended job has ended here but not everywhere; another job master takes it over.
        Assert.All(Enum.GetValues<JobStatus>(), status => Assert.Equal(_jobMoves[status].Length == 0, status.IsGloballyTerminal()));
        Assert.All(Enum.GetValues<ExecutionState>(), state => Assert.Equal(_taskMoves[state].Length == 0, state.IsTerminal()));
    }

    [Fact]
    public void Illegal_move_of_an_execution_changes_nothing()
    {
        var execution = new Execution(default);

        Assert.False(execution.TryMoveTo(ExecutionState.Running));
        Assert.Equal(ExecutionState.Created, execution.State);
        Assert.True(execution.TryMoveTo(ExecutionState.Scheduled));
        Assert.Equal(ExecutionState.Scheduled, execution.State);
    }
}
