using Flink.Core;
using Flink.Core.Closures;
using Flink.Core.Graph;
using Flink.Runtime.JobManager;
using Flink.Runtime.Scheduling;
using Flink.Runtime.TaskManager;
using Flink.Runtime.TaskManager.Messages;

namespace Flink.Runtime.TaskExecutor;

/// <summary>What the master of a job has a worker do over one connection: orders wait, in their order, until the job's program is loaded.</summary>
/// <param name="job">The job.</param>
/// <param name="tasks">Runs the tasks.</param>
/// <param name="types">Loads the program.</param>
/// <param name="io">Where that is done.</param>
/// <param name="listener">Whom tasks report to.</param>
/// <remarks>Part of the worker's endpoint.</remarks>
internal sealed class JobWork(JobId job, ITaskManagerGateway tasks, IProgramTypes types, IIoExecutor io, ITaskListener listener)
{
    private readonly Queue<Action> _waiting = new();
    private JobInformation? _information;
    private Exception? _failure;
    private bool _isLoading;
    private bool _isStopped;

    /// <summary>Runs tasks.</summary>
    public void Submit(SubmitTasks order)
    {
        if (order.Description is { } description && _information is null && !_isLoading)
        {
            _failure = null;
            Load(description);
        }

        Do(() => SubmitNow(order));
    }

    /// <summary>Carries out an order to a task.</summary>
    public void Do(TaskOrder order) => Do(() => order.Apply(tasks));

    /// <summary>Asks a task to end.</summary>
    public void Cancel(ExecutionId execution) => Do(() => tasks.Cancel(execution));

    /// <summary>The connection is lost: what was not begun never begins.</summary>
    public void Stop()
    {
        _isStopped = true;
        RunWaiting();
    }

    private void Do(Action order)
    {
        if (_isLoading)
        {
            _waiting.Enqueue(order);
        }
        else
        {
            order();
        }
    }

    private async void Load(JobDescription description)
    {
        _isLoading = true;
        try
        {
            var resolver = await types.FindAsync(job, description.Program);
            _information = await io.RunAsync(() => Read(description, resolver));
        }
        catch (Exception e)
        {
            // Whatever the program's own code throws when it is loaded is a failure of the job's tasks.
            _failure = e;
        }

        _isLoading = false;
        RunWaiting();
    }

    private void RunWaiting()
    {
        while (_waiting.TryDequeue(out var order))
        {
            order();
        }
    }

    private JobInformation Read(JobDescription description, TypeResolver resolver)
    {
        var graph = JobGraphSerializer.Read(description.Graph, resolver);
        return new JobInformation
        {
            Graph = graph,
            GraphBytes = description.Graph,
            Program = description.Program,
            Checkpoints = description.Checkpoints,
            Files = types.FilesOf(job, graph.CachedFiles),
        };
    }

    private void SubmitNow(SubmitTasks order)
    {
        if (_isStopped)
        {
            Report(order, ExecutionState.Canceled, null);
        }
        else if (_information is { } information)
        {
            tasks.Submit(new DeploymentBatch(information, order.Placement.ToPlacement(), order.Tasks), listener);
        }
        else
        {
            Report(order, ExecutionState.Failed,
                _failure ?? new FlinkException($"Tasks of job {job} came without a description of the job.", isRetryable: true));
        }
    }

    private void Report(SubmitTasks order, ExecutionState state, Exception? failure)
    {
        foreach (var task in order.Tasks)
        {
            listener.TaskStateChanged(task.Execution, state, failure, null);
        }
    }
}
