using System.Diagnostics;
using Flink.Core;
using Flink.Core.Execution;
using Flink.Core.Graph;
using Flink.Core.Metrics;
using Flink.Core.Records;
using Flink.Runtime.Checkpoints;
using Flink.Runtime.Metrics;
using Flink.Runtime.Rpc;
using Flink.Runtime.TaskManager;
using Microsoft.Extensions.Logging;

namespace Flink.Runtime.JobManager;

/// <summary>Runs one job: deploys its tasks, coordinates its sources, and leads it to one of its final states.</summary>
/// <remarks>An endpoint: everything happens in messages, one at a time.</remarks>
public sealed partial class JobMaster : Endpoint, ITaskListener
{
    private readonly ITaskManagerGateway _taskManager;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly ExecutionGraph _graph;
    private readonly JobSources _sources;
    private readonly TaskCompletionSource<JobResult> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<string> _warnings = [];
    private volatile JobStatus _status = JobStatus.Initializing;
    private readonly JobSnapshot? _restore;
    private Exception? _failure;
    private long _runningSince;
    private long _lastSnapshot;
    private Activity? _activity;
    private PendingSnapshot? _pending;

    /// <summary>A master of a job that has not been started.</summary>
    /// <param name="job">The job.</param>
    /// <param name="taskManager">Runs the tasks.</param>
    /// <param name="clock">For the job's run time.</param>
    /// <param name="logger">For what people should know.</param>
    /// <param name="restore">The state to start from; null for a fresh start.</param>
    public JobMaster(JobGraph job, ITaskManagerGateway taskManager, TimeProvider clock, ILogger logger, JobSnapshot? restore = null)
    {
        _restore = restore;
        _taskManager = taskManager;
        _clock = clock;
        _logger = logger;
        _graph = new ExecutionGraph(job);
        _sources = new JobSources(job, taskManager, clock, Post, Fail);
    }

    /// <inheritdoc/>
    public override string Name => $"JobMaster '{_graph.Job.Name}'";

    /// <summary>The job's state; from any thread.</summary>
    public JobStatus Status => _status;

    /// <summary>Completes when the job has ended, whichever way.</summary>
    public Task<JobResult> Result => _result.Task;

    /// <summary>Deploys the job; from any thread.</summary>
    public void Start() => Post(StartJob);

    /// <summary>Cancels the job; from any thread. Nothing happens when it has ended.</summary>
    /// <returns>Completes once the job is CANCELLING, or has ended.</returns>
    public Task CancelAsync()
    {
        var accepted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var isRunning = Post(() =>
        {
            CancelJob();
            accepted.SetResult();
        });
        return isRunning ? accepted.Task : Task.CompletedTask;
    }

    /// <summary>Takes the state of the whole job between two records of its sources, by barriers; from any thread.</summary>
    /// <returns>Fails when the job does not run, when some of its tasks have finished, or when another snapshot is under way.</returns>
    public Task<JobSnapshot> SnapshotAsync()
    {
        var completion = new TaskCompletionSource<Task<JobSnapshot>>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!Post(() => completion.SetResult(BeginSnapshot())))
        {
            completion.SetResult(Task.FromException<JobSnapshot>(NoSnapshot("it has ended")));
        }

        return completion.Task.Unwrap();
    }

    /// <inheritdoc/>
    void ITaskListener.TaskStateChanged(ExecutionId execution, ExecutionState state, Exception? failure, TaskReport? report) =>
        Post(() => TaskStateChanged(execution, state, failure, report));

    /// <inheritdoc/>
    void ITaskListener.SplitRequested(ExecutionId execution) =>
        Post(() =>
        {
            if (Status is JobStatus.Running)
            {
                _sources.HandleSplitRequest(execution);
            }
        });

    /// <inheritdoc/>
    void ITaskListener.WatermarkReported(ExecutionId execution, long time) =>
        Post(() =>
        {
            if (_graph.Find(execution) is { } known && !known.State.IsTerminal())
            {
                _sources.HandleWatermark(execution, time);
            }
        });

    /// <inheritdoc/>
    void ITaskListener.TaskSnapshotted(ExecutionId execution, long checkpointId, TaskSnapshot snapshot) =>
        Post(() =>
        {
            if (_pending?.Id == checkpointId && _pending.Add(execution, snapshot))
            {
                _pending = null;
            }
        });

    /// <inheritdoc/>
    void ITaskListener.TaskAbandoned(ExecutionId execution, string taskName, string? thread, TimeSpan waited) =>
        Post(() => Abandon(execution, taskName, thread, waited));

    /// <inheritdoc/>
    protected override void HandlerFailed(Exception exception) => Fail(exception);

    private void StartJob()
    {
        MoveTo(JobStatus.Created);
        try
        {
            Refuse();
            _taskManager.PrepareJob(_graph.Job, this);
            _sources.Start(_restore);
        }
        catch (Exception e)
        {
            Fail(e);
            return;
        }

        MoveTo(JobStatus.Running);
        _runningSince = _clock.GetTimestamp();
        _activity = RuntimeActivities.Source.StartActivity(RuntimeActivities.Job);
        _activity?.SetTag("job_id", _graph.Job.Id.ToString()).SetTag("job_name", _graph.Job.Name);
        Deploy();
    }

    private void Refuse()
    {
        foreach (var edge in _graph.Job.Edges)
        {
            if (edge.Mode != ExchangeMode.Pipelined)
            {
                throw new FlinkException(
                    $"Job '{_graph.Job.Name}' has a {edge.Mode} exchange. Blocking exchanges come with batch mode, which is not there yet; use execution.runtime-mode: STREAMING.");
            }
        }
    }

    // Receivers first: a sender finds them when its first batch is full.
    private void Deploy()
    {
        for (var i = _graph.Executions.Count - 1; i >= 0; i--)
        {
            var execution = _graph.Executions[i];
            execution.TryMoveTo(ExecutionState.Scheduled);
            execution.TryMoveTo(ExecutionState.Deploying);
            try
            {
                _taskManager.Submit(new TaskDeployment
                {
                    Execution = execution.Id,
                    Job = _graph.Job,
                    Vertex = _graph.Job.Vertex(execution.Id.Vertex),
                    Restore = _restore?.Tasks.GetValueOrDefault(execution.Id.Vertex) ?? [],
                });
            }
            catch (Exception e)
            {
                // There is no task that could report its end: to wait for one would be to wait for ever.
                execution.TryMoveTo(ExecutionState.Failed);
                Fail(e);
                return;
            }
        }
    }

    private Task<JobSnapshot> BeginSnapshot()
    {
        if (Status != JobStatus.Running || !_graph.Executions.TrueForAll(execution => execution.State == ExecutionState.Running))
        {
            return Task.FromException<JobSnapshot>(NoSnapshot("not all of its tasks run"));
        }

        if (_pending is not null)
        {
            return Task.FromException<JobSnapshot>(NoSnapshot("another snapshot is under way"));
        }

        _pending = new PendingSnapshot(++_lastSnapshot, _sources.Snapshot(), [.. _graph.Executions.Select(execution => execution.Id)]);
        var barrier = new CheckpointBarrier(_pending.Id, _clock.GetUtcNow().ToUnixTimeMilliseconds());
        foreach (var execution in _graph.Executions)
        {
            if (_sources.Contains(execution.Id.Vertex))
            {
                _taskManager.TriggerCheckpoint(execution.Id, barrier);
            }
        }

        return _pending.Completion.Task;
    }

    private FlinkException NoSnapshot(string reason) =>
        new($"No snapshot of job '{_graph.Job.Name}' was taken: {reason}.", isRetryable: true);

    // A task that has ended writes no more: what waits for it would wait for ever.
    private void GiveUpSnapshot()
    {
        _pending?.Completion.TrySetException(NoSnapshot("a task ended before it had written its part"));
        _pending = null;
    }

    private void CancelJob()
    {
        if (Status is JobStatus.Initializing)
        {
            Complete(JobStatus.Canceled);
        }
        else if (JobStatusTransitions.IsLegal(Status, JobStatus.Cancelling))
        {
            MoveTo(JobStatus.Cancelling);
            CancelTasks();
            CompleteWhenEnded();
        }
    }

    private void Fail(Exception cause)
    {
        if (Status.IsGloballyTerminal())
        {
            return;
        }

        _failure ??= cause;
        if (JobStatusTransitions.IsLegal(Status, JobStatus.Failing))
        {
            LogFailed(_logger, _graph.Job.Name, _graph.Job.Id, cause);
            MoveTo(JobStatus.Failing);
            CancelTasks();
        }

        CompleteWhenEnded();
    }

    private void CancelTasks()
    {
        foreach (var execution in _graph.Executions)
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

    private void TaskStateChanged(ExecutionId id, ExecutionState state, Exception? failure, TaskReport? report)
    {
        if (_graph.Find(id) is not { } execution || execution.State.IsTerminal())
        {
            return;
        }

        execution.Report = report ?? execution.Report;
        if (!execution.TryMoveTo(state))
        {
            // It reached a later state of its own while the order to cancel was on its way.
            return;
        }

        if (state.IsTerminal())
        {
            GiveUpSnapshot();
            _sources.RemoveReader(id);
        }

        switch (state)
        {
            case ExecutionState.Running when Status is JobStatus.Running:
                _sources.AddReader(id);
                break;
            case ExecutionState.Failed:
                Fail(failure!);
                break;
            case ExecutionState.Canceled when Status is JobStatus.Running:
                Fail(new FlinkException($"A task of job '{_graph.Job.Name}' was cancelled although the job was not.", isRetryable: true));
                break;
        }

        CompleteWhenEnded();
    }

    private void Abandon(ExecutionId id, string taskName, string? thread, TimeSpan waited)
    {
        if (_graph.Find(id) is not { } execution || !execution.TryMoveTo(ExecutionState.Canceled))
        {
            return;
        }

        var warning = $"Task {taskName} did not end within {waited.TotalSeconds:0.#} s of its cancellation and was given up"
            + (thread is null ? "." : $"; it still holds thread '{thread}'. Make its function watch RuntimeContext.Cancellation.");
        _warnings.Add(warning);
        LogAbandoned(_logger, warning);
        CompleteWhenEnded();
    }

    private void CompleteWhenEnded()
    {
        if (Status.IsGloballyTerminal() || !_graph.HasEnded)
        {
            return;
        }

        switch (Status)
        {
            case JobStatus.Running:
                Complete(JobStatus.Finished);
                break;
            case JobStatus.Cancelling:
                Complete(JobStatus.Canceled);
                break;
            case JobStatus.Failing:
                Complete(JobStatus.Failed);
                break;
        }
    }

    private void Complete(JobStatus status)
    {
        var runtime = _runningSince == 0 ? TimeSpan.Zero : _clock.GetElapsedTime(_runningSince);
        _sources.Close();
        _taskManager.ReleaseJob(_graph.Job.Id);
        var result = new JobResult
        {
            JobId = _graph.Job.Id,
            JobName = _graph.Job.Name,
            Status = status,
            NetRuntime = runtime,
            Accumulators = MergeAccumulators(),
            RecordsRead = _graph.Executions.Sum(execution => execution.Report?.RecordsRead ?? 0),
            Failure = status == JobStatus.Failed ? _failure : null,
            Warnings = _warnings,
        };
        MoveTo(status);
        _activity?.SetTag("job_status", status.ToString().ToUpperInvariant());
        _activity?.SetStatus(status == JobStatus.Failed ? ActivityStatusCode.Error : ActivityStatusCode.Ok, _failure?.Message);
        _activity?.Dispose();
        _result.TrySetResult(result);
        End();
    }

    private Dictionary<string, object?> MergeAccumulators()
    {
        var merged = new Dictionary<string, IAccumulator>(StringComparer.Ordinal);
        foreach (var execution in _graph.Executions)
        {
            foreach (var (name, accumulator) in execution.Report?.Accumulators ?? new Dictionary<string, IAccumulator>())
            {
                if (merged.TryGetValue(name, out var sum))
                {
                    sum.Merge(accumulator);
                }
                else
                {
                    merged.Add(name, accumulator.Copy());
                }
            }
        }

        return merged.ToDictionary(pair => pair.Key, pair => pair.Value.Value, StringComparer.Ordinal);
    }

    private void MoveTo(JobStatus status)
    {
        if (status == Status)
        {
            return;
        }

        if (!JobStatusTransitions.IsLegal(Status, status))
        {
            throw new InvalidOperationException($"Job '{_graph.Job.Name}' cannot go from {Status} to {status}.");
        }

        LogMoved(_logger, _graph.Job.Name, _graph.Job.Id, Status, status);
        _status = status;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Job {Name} ({Id}) switched from state {From} to {To}.")]
    private static partial void LogMoved(ILogger logger, string name, JobId id, JobStatus from, JobStatus to);

    [LoggerMessage(Level = LogLevel.Error, Message = "Job {Name} ({Id}) failed.")]
    private static partial void LogFailed(ILogger logger, string name, JobId id, Exception cause);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Warning}")]
    private static partial void LogAbandoned(ILogger logger, string warning);
}
