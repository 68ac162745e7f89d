using Flink.Core;
using Flink.Core.Execution;
using Flink.Core.Graph;
using Flink.Runtime.Checkpoints;
using Flink.Runtime.JobManager.Failover;
using Flink.Runtime.Rpc;
using Flink.Runtime.TaskManager;
using Microsoft.Extensions.Logging;

namespace Flink.Runtime.JobManager;

/// <summary>Runs one job: deploys its tasks, coordinates its sources and checkpoints, starts it again after failures, and leads it to one of its final states.</summary>
/// <remarks>An endpoint: everything happens in messages, one at a time.</remarks>
public sealed class JobMaster : Endpoint, ITaskListener
{
    private readonly JobGraph _job;
    private readonly ITaskManagerGateway _taskManager;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly JobMasterSettings _settings;
    private readonly CheckpointStorage _storage;
    private readonly CheckpointCoordinator _checkpoints;
    private readonly JobFailover _failover;
    private readonly JobLife _life;
    private readonly TaskCompletionSource<JobResult> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<string> _warnings = [];
    private JobAttempt _attempt;
    private JobSnapshot? _restore;
    private Exception? _failure;
    private bool _isCompleting;

    /// <summary>A master of a job that has not been started.</summary>
    /// <param name="job">The job.</param>
    /// <param name="taskManager">Runs the tasks.</param>
    /// <param name="clock">For the job's run time, checkpoints and restarts.</param>
    /// <param name="logger">For what people should know.</param>
    /// <param name="restore">The state to start from; null for a fresh start, or for the checkpoint that the settings name.</param>
    /// <param name="settings">Checkpoints and restarts; null for neither.</param>
    public JobMaster(
        JobGraph job, ITaskManagerGateway taskManager, TimeProvider clock, ILogger logger, JobSnapshot? restore = null, JobMasterSettings? settings = null)
    {
        _job = job;
        _restore = restore;
        _taskManager = taskManager;
        _clock = clock;
        _logger = logger;
        _settings = settings ?? new JobMasterSettings();
        _attempt = NewAttempt(0);
        _storage = _settings.StorageFor(job.Id);
        _checkpoints = new CheckpointCoordinator(
            job, _settings.Checkpoints, _storage, new CheckpointCoordinatorServices(taskManager, clock, _settings.Io, logger, Post, Fail));
        _life = new JobLife(job, clock, logger);
        _failover = new JobFailover(_settings.Restart, clock, Post);
    }

    /// <inheritdoc/>
    public override string Name => $"JobMaster '{_job.Name}'";

    /// <summary>The job.</summary>
    public JobGraph Job => _job;

    /// <summary>The job's state; from any thread.</summary>
    public JobStatus Status => _life.Status;

    /// <summary>Counts of its checkpoints; from any thread.</summary>
    public CheckpointStatistics Checkpoints => _checkpoints.Statistics;

    /// <summary>How often it was started again; from any thread.</summary>
    public int Restarts => _failover.Restarts;

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

    /// <summary>Takes a checkpoint now; from any thread.</summary>
    /// <returns>Fails when not all tasks run or have finished, when another checkpoint is under way, or when this one does not complete.</returns>
    public Task<JobSnapshot> SnapshotAsync()
    {
        var completion = new TaskCompletionSource<Task<JobSnapshot>>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!Post(() => completion.SetResult(_checkpoints.TriggerAsync())))
        {
            completion.SetResult(Task.FromException<JobSnapshot>(
                new FlinkException($"No checkpoint of job '{_job.Name}' was taken: it has ended.", isRetryable: true)));
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
            if (Status is JobStatus.Running && _attempt.Graph.Find(execution) is not null)
            {
                _attempt.Sources.HandleSplitRequest(execution);
            }
        });

    /// <inheritdoc/>
    void ITaskListener.WatermarkReported(ExecutionId execution, long time) =>
        Post(() =>
        {
            if (_attempt.Graph.Find(execution) is { } known && !known.State.IsTerminal())
            {
                _attempt.Sources.HandleWatermark(execution, time);
            }
        });

    /// <inheritdoc/>
    void ITaskListener.CheckpointAcknowledged(ExecutionId execution, long checkpointId, TaskSnapshot snapshot) =>
        Post(() => _checkpoints.Acknowledge(execution, checkpointId, snapshot));

    /// <inheritdoc/>
    void ITaskListener.CheckpointDeclined(ExecutionId execution, long checkpointId, Exception cause) =>
        Post(() => _checkpoints.Decline(execution, checkpointId, cause));

    /// <inheritdoc/>
    void ITaskListener.TaskAwaitsCheckpoint(ExecutionId execution) =>
        Post(() =>
        {
            if (_attempt.Graph.Find(execution) is { State: ExecutionState.Running })
            {
                _checkpoints.TaskWaits(execution);
            }
        });

    /// <inheritdoc/>
    void ITaskListener.TaskAbandoned(ExecutionId execution, string taskName, string? thread, TimeSpan waited) =>
        Post(() => Abandon(execution, taskName, thread, waited));

    /// <inheritdoc/>
    protected override void HandlerFailed(Exception exception) => Fail(exception);

    private JobAttempt NewAttempt(int number) => new(_job, number, _taskManager, _clock, Post, Fail);

    private void StartJob()
    {
        if (Status != JobStatus.Initializing || _isCompleting)
        {
            return;
        }

        _life.MoveTo(JobStatus.Created);
        _settings.Io.Run(() =>
        {
            try
            {
                JobAttempt.Refuse(_job);
                _storage.Prepare();
                var restore = _restore ?? (_settings.Checkpoints.RecoveryPath is { } path ? CheckpointFolder.Read(path, _settings.FileSystems) : null);
                Post(() => Launch(restore));
            }
            catch (Exception e)
            {
                Post(() => Fail(e));
            }
        });
    }

    private void Launch(JobSnapshot? restore)
    {
        if (Status != JobStatus.Created)
        {
            return;
        }

        _restore = null;
        if (restore is not null)
        {
            _checkpoints.StartFrom(restore);
        }

        _life.BeginRun();
        RunAttempt();
    }

    private void RunAttempt()
    {
        _life.MoveTo(JobStatus.Running);
        try
        {
            var restore = _checkpoints.Latest;
            var plan = restore is null ? null : RestorePlan.For(_job, restore, _settings.Checkpoints.IgnoreUnclaimed);
            _attempt.Prepare(restore, this);
            _attempt.Deploy(plan, new TaskCheckpoints(_storage, _settings.Checkpoints.Mode, AreTaken: _settings.Checkpoints.Interval is not null));
        }
        catch (Exception e)
        {
            Fail(e);
            return;
        }

        _checkpoints.Begin(_attempt.Graph, _attempt.Sources);
    }

    private void CancelJob()
    {
        if (_isCompleting)
        {
            return;
        }

        if (Status is JobStatus.Initializing)
        {
            Complete(JobStatus.Canceled);
        }
        else if (JobStatusTransitions.IsLegal(Status, JobStatus.Cancelling))
        {
            _life.MoveTo(JobStatus.Cancelling);
            StopAttempt("the job is cancelled");
            CompleteWhenEnded();
        }
    }

    private void Fail(Exception cause)
    {
        if (_isCompleting)
        {
            return;
        }

        if (Status is JobStatus.Running && _failover.TryBegin(cause, CompleteWhenEnded))
        {
            JobLog.Restarts(_logger, _job.Name, _job.Id, cause);
            _life.MoveTo(JobStatus.Restarting);
            StopAttempt("the job failed");
        }
        else
        {
            FailForGood(cause);
        }

        CompleteWhenEnded();
    }

    private void FailForGood(Exception cause)
    {
        _failure ??= cause;
        if (JobStatusTransitions.IsLegal(Status, JobStatus.Failing))
        {
            JobLog.Failed(_logger, _job.Name, _job.Id, _settings.Restart.Limit, cause);
            _life.MoveTo(JobStatus.Failing);
            StopAttempt("the job failed");
        }
    }

    private void StopAttempt(string reason)
    {
        if (Status is not JobStatus.Restarting)
        {
            _failover.Stop();
        }

        _checkpoints.Stop(reason);
        _attempt.Cancel();
    }

    private void TaskStateChanged(ExecutionId id, ExecutionState state, Exception? failure, TaskReport? report)
    {
        if (_attempt.Graph.Find(id) is not { } execution || execution.State.IsTerminal())
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
            _attempt.Sources.RemoveReader(id);
        }

        switch (state)
        {
            case ExecutionState.Running when Status is JobStatus.Running && !execution.HadFinished:
                _attempt.Sources.AddReader(id);
                break;
            case ExecutionState.Finished when Status is JobStatus.Running:
                _checkpoints.TaskFinished(id, report?.LastCheckpoint ?? 0);
                break;
            case ExecutionState.Failed when Status is not JobStatus.Restarting:
                Fail(failure!);
                break;
            case ExecutionState.Canceled when Status is JobStatus.Running:
                Fail(new FlinkException($"A task of job '{_job.Name}' was cancelled although the job was not.", isRetryable: true));
                break;
        }

        CompleteWhenEnded();
    }

    private void Abandon(ExecutionId id, string taskName, string? thread, TimeSpan waited)
    {
        if (_attempt.Graph.Find(id) is not { } execution || !execution.TryMoveTo(ExecutionState.Canceled))
        {
            return;
        }

        var warning = $"Task {taskName} did not end within {waited.TotalSeconds:0.#} s of its cancellation and was given up"
            + (thread is null ? "." : $"; it still holds thread '{thread}'. Make its function watch RuntimeContext.Cancellation.");
        _warnings.Add(warning);
        JobLog.Abandoned(_logger, warning);
        if (Status is JobStatus.Restarting)
        {
            // Two attempts of one task side by side could both write.
            FailForGood(_failover.LastCause!);
        }

        CompleteWhenEnded();
    }

    private void CompleteWhenEnded()
    {
        if (_isCompleting || !_attempt.Graph.HasEnded)
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
            case JobStatus.Restarting when _failover.IsDue:
                _checkpoints.WhenSettled(Restart);
                break;
        }
    }

    private void Restart()
    {
        if (Status is not JobStatus.Restarting || !_failover.IsDue)
        {
            return;
        }

        _failover.Restarted();
        _attempt.Release();
        _attempt = NewAttempt(_attempt.Graph.Attempt + 1);
        RunAttempt();
    }

    private void Complete(JobStatus status)
    {
        _isCompleting = true;
        var runtime = _life.NetRuntime;
        _failover.Stop();
        _checkpoints.Stop("the job has ended");
        _attempt.Release();
        _checkpoints.WhenSettled(() => _checkpoints.End(status, left => Publish(status, runtime, left)));
    }

    private void Publish(JobStatus status, TimeSpan runtime, IReadOnlyList<string> left)
    {
        _warnings.AddRange(left);
        var result = new JobResult
        {
            JobId = _job.Id,
            JobName = _job.Name,
            Status = status,
            NetRuntime = runtime,
            Accumulators = _attempt.Graph.MergeAccumulators(),
            RecordsRead = _attempt.Graph.RecordsRead,
            Failure = status == JobStatus.Failed ? _failure : null,
            Restarts = _failover.Restarts,
            LastRestartCause = _failover.Restarts > 0 ? _failover.LastCause : null,
            Warnings = _warnings,
        };
        _life.End(status, _failure);
        _result.TrySetResult(result);
        End();
    }
}
