using Flink.Core;
using Flink.Core.Graph;
using Flink.Runtime.Checkpoints;
using Flink.Runtime.TaskManager;

namespace Flink.Runtime.JobManager;

/// <summary>One attempt to run a job: its tasks and its enumerators. Belongs to the job master's endpoint.</summary>
internal sealed class JobAttempt
{
    private readonly ITaskManagerGateway _taskManager;

    /// <summary>An attempt that has not begun.</summary>
    /// <param name="job">The job.</param>
    /// <param name="number">0 for the first.</param>
    /// <param name="taskManager">Runs the tasks.</param>
    /// <param name="clock">For what is told to readers at intervals.</param>
    /// <param name="post">Runs an action as a message of the job's master; false when it has ended.</param>
    /// <param name="fail">Fails the attempt; in a message of the job's master.</param>
    public JobAttempt(JobGraph job, int number, ITaskManagerGateway taskManager, TimeProvider clock, Func<Action, bool> post, Action<Exception> fail)
    {
        _taskManager = taskManager;
        Graph = new ExecutionGraph(job, number);
        Sources = new JobSources(job, number, taskManager, clock, post, fail);
    }

    public ExecutionGraph Graph { get; }

    public JobSources Sources { get; }

    /// <summary>Refuses a job that the engine cannot run.</summary>
    public static void Refuse(JobGraph job)
    {
        foreach (var edge in job.Edges)
        {
            if (edge.Mode != ExchangeMode.Pipelined)
            {
                throw new FlinkException(
                    $"Job '{job.Name}' has a {edge.Mode} exchange. Blocking exchanges come with batch mode, which is not there yet; use execution.runtime-mode: STREAMING.");
            }
        }
    }

    /// <summary>Makes room for the tasks and starts the enumerators.</summary>
    public void Prepare(JobSnapshot? restore, ITaskListener listener)
    {
        _taskManager.PrepareJob(Graph.Job, listener);
        Sources.Start(restore);
    }

    /// <summary>Sends the tasks off, receivers first: a sender finds them when its first batch is full.</summary>
    public void Deploy(RestorePlan? plan, TaskCheckpoints checkpoints)
    {
        for (var i = Graph.Executions.Count - 1; i >= 0; i--)
        {
            var execution = Graph.Executions[i];
            execution.TryMoveTo(ExecutionState.Scheduled);
            execution.TryMoveTo(ExecutionState.Deploying);
            try
            {
                var vertex = Graph.Job.Vertex(execution.Id.Vertex);
                var restore = plan?.ForTask(vertex, execution.Id.Subtask);
                execution.HadFinished = restore is { IsFinished: true };
                _taskManager.Submit(new TaskDeployment
                {
                    Execution = execution.Id,
                    Job = Graph.Job,
                    Vertex = vertex,
                    Restore = restore,
                    Checkpoints = checkpoints,
                });
            }
            catch
            {
                // There is no task that could report its end: to wait for one would be to wait for ever.
                execution.TryMoveTo(ExecutionState.Failed);
                throw;
            }
        }
    }

    /// <summary>Ends the enumerators, and asks the tasks to end.</summary>
    public void Cancel()
    {
        Sources.Close();
        foreach (var execution in Graph.Executions)
        {
            if (execution.TryMoveTo(ExecutionState.Canceling))
            {
                _taskManager.Cancel(execution.Id);
            }
            else
            {
                // Never deployed, or ended before.
                execution.TryMoveTo(ExecutionState.Canceled);
            }
        }
    }

    /// <summary>Gives back what <see cref="Prepare"/> took; the tasks have ended.</summary>
    public void Release()
    {
        Sources.Close();
        _taskManager.ReleaseJob(Graph.Job.Id);
    }
}
