using System.Runtime.ExceptionServices;
using Flink.Core;
using Flink.Core.Graph;
using Flink.Core.Metrics;
using Flink.Core.Operators;
using Flink.Core.Records;
using Flink.Core.Sources;
using Flink.Runtime.Checkpoints;
using Flink.Runtime.Network;
using Flink.Runtime.Scheduling;
using Flink.Runtime.State;
using Microsoft.Extensions.Logging;

namespace Flink.Runtime.TaskManager;

/// <summary>One attempt to run one subtask: a tasklet that reads its channels or its source, a batch at a time, and does its mail in between.</summary>
/// <remarks>
/// A quantum is a few batches or a millisecond. The task parks when its input is empty - after having sent what was not full
/// yet, so that an idle pipeline has no latency - and when a receiver of its output has no room.
/// The one catch of the engine is here: whatever user code throws ends the task as FAILED.
/// </remarks>
public sealed partial class StreamTask : Tasklet, ISourceTask
{
    private readonly TaskServices _services;
    private readonly ITaskListener _listener;
    private readonly InputGate? _gate;
    private readonly TaskOutput[] _outputs;
    private readonly Mailbox _mailbox = new();
    private readonly CancellationTokenSource _cancellation = new();
    private readonly Dictionary<string, IAccumulator> _accumulators = new(StringComparer.Ordinal);
    private readonly HashSet<TaskTimer> _timers = [];
    private readonly TimeSpan _bufferTimeout;
    private readonly TaskCheckpointing _checkpointing;
    private IReadOnlyDictionary<OperatorId, SnapshotShare>? _restored;
    private OperatorChain? _chain;
    private long _lastFlush;
    private volatile bool _isCanceled;
    private bool _sourceHasMore = true;
    private bool _sourceHasEnded;
    private bool _hasBegun;
    private bool _isFinished;
    private bool _awaitsCheckpoint;

    /// <summary>A task that has not run yet.</summary>
    /// <param name="deployment">What to run.</param>
    /// <param name="gate">Its channels; null for a source.</param>
    /// <param name="outputs">The exchanges that begin in it.</param>
    /// <param name="services">What it shares with other tasks.</param>
    /// <param name="listener">Is told of every change of state.</param>
    public StreamTask(
        TaskDeployment deployment, InputGate? gate, IReadOnlyList<TaskOutput> outputs, TaskServices services, ITaskListener listener)
    {
        Deployment = deployment;
        _gate = gate;
        _outputs = [.. outputs];
        _services = services;
        _listener = listener;
        _checkpointing = new TaskCheckpointing(deployment, services, listener);
        _bufferTimeout = deployment.Job.BufferTimeout;
        Name = $"{deployment.Vertex.Name} ({deployment.Execution.Subtask + 1}/{deployment.Vertex.Parallelism})";
        Cancellation = _cancellation.Token;
        Meter = new TaskMeter(services.Scheduler.Clock);
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <summary>What was deployed.</summary>
    public TaskDeployment Deployment { get; }

    /// <summary>Where the task's time goes; read by meters.</summary>
    public TaskMeter Meter { get; }

    /// <summary>Records read from channels, or by the source.</summary>
    public long RecordsIn => _gate?.RecordsIn ?? RecordsRead;

    /// <summary>Records sent to other tasks.</summary>
    public long RecordsOut
    {
        get
        {
            var sum = 0L;
            foreach (var output in _outputs)
            {
                sum += output.Writer.RecordsOut;
            }

            return sum;
        }
    }

    /// <summary>Records that each operator of the chain emitted; empty before the task has started.</summary>
    public IReadOnlyList<(string Name, CountingInput Output)> Operators => _chain?.Outputs ?? [];

    internal TimeProvider Clock => _services.Scheduler.Clock;

    internal IManagedMemory ManagedMemory => _services.ManagedMemory;

    internal CancellationToken Cancellation { get; }

    private bool IsSource => _gate is null;

    private long RecordsRead => IsSource && _chain is not null ? _chain.Outputs[0].Output.Records : 0;

    /// <summary>Asks the task to end as CANCELED; from any thread, any number of times.</summary>
    public void Cancel()
    {
        if (_isCanceled)
        {
            return;
        }

        _isCanceled = true;

        // Callbacks are the user's and may block; they run on the pool, not on the caller.
        _ = _cancellation.CancelAsync();
        Wake();
    }

    /// <summary>Tells the listener that nobody waits for the task any longer; from any thread.</summary>
    internal void Abandon(string? thread, TimeSpan waited) =>
        _listener.TaskAbandoned(Deployment.Execution, Name, thread, waited);

    /// <summary>Hands a split to the source's reader; from any thread.</summary>
    public void AddSplit(ReadOnlyMemory<byte> split) => Post(() =>
    {
        _chain!.Source!.AddSplit(split.Span);
        _sourceHasMore = true;
    });

    /// <summary>Tells the source's reader that no split follows; from any thread.</summary>
    public void NoMoreSplits() => Post(() =>
    {
        _chain!.Source!.NoMoreSplits();
        _sourceHasMore = true;
    });

    /// <summary>Tells an aligned source how far it may go in event time; from any thread.</summary>
    public void Align(long maxWatermark) => Post(() => _chain?.Source?.Align(maxWatermark));

    /// <summary>Makes the task take part in a checkpoint, a source at once, another when each of its channels has ended or delivered the barrier; from any thread.</summary>
    public void TriggerCheckpoint(CheckpointBarrier barrier) => Post(() =>
    {
        if (_gate is null || _isFinished)
        {
            Snapshot(barrier);
            return;
        }

        _gate.Expect(barrier);
        SnapshotAligned();
    });

    /// <summary>A checkpoint is complete; from any thread.</summary>
    public void NotifyCheckpointComplete(long checkpointId) => Post(() =>
    {
        _chain?.NotifyCheckpointComplete(checkpointId);
        _checkpointing.Complete(checkpointId);
    });

    /// <summary>A checkpoint was given up; from any thread.</summary>
    public void AbortCheckpoint(long checkpointId) => Post(() =>
    {
        _gate?.Abort(checkpointId);
        _checkpointing.Abort(checkpointId);
        _chain?.NotifyCheckpointAborted(checkpointId);
    });

    /// <inheritdoc/>
    void ISourceTask.RequestSplit() => _listener.SplitRequested(Deployment.Execution);

    /// <inheritdoc/>
    void ISourceTask.ReportWatermark(long time) => _listener.WatermarkReported(Deployment.Execution, time);

    /// <inheritdoc/>
    void ISourceTask.Wake()
    {
        Volatile.Write(ref _sourceHasMore, true);
        Wake();
    }

    internal void Post(Action mail)
    {
        if (_mailbox.Post(mail))
        {
            Wake();
        }
    }

    internal IDisposable RegisterTimer(long time, Action<long> callback)
    {
        var timer = new TaskTimer(this, time, callback);
        _timers.Add(timer);
        return timer;
    }

    internal void Forget(TaskTimer timer) => _timers.Remove(timer);

    internal void AddAccumulator(string name, IAccumulator accumulator)
    {
        if (!_accumulators.TryAdd(name, accumulator))
        {
            throw new ArgumentException($"Task {Name} has an accumulator '{name}' already.", nameof(name));
        }
    }

    /// <inheritdoc/>
    protected internal override TaskletStatus Run(long deadline)
    {
        Meter.BeginQuantum();
        TaskletStatus status;
        try
        {
            status = RunToDeadline(deadline);
        }
        catch (Exception) when (_isCanceled)
        {
            // Whatever it was, it was on the way out: an interrupted wait, a closed socket.
            status = End(ExecutionState.Canceled, null);
        }
        catch (Exception e)
        {
            status = End(ExecutionState.Failed, new TaskFailedException(Deployment.Job.Name, Name, e));
        }

        return status;
    }

    private TaskletStatus RunToDeadline(long deadline)
    {
        if (_chain is null && !TryStart(out var status))
        {
            return status;
        }

        do
        {
            _mailbox.Drain();
            if (_isCanceled)
            {
                return End(ExecutionState.Canceled, null);
            }

            if (!HasRoom())
            {
                Meter.EndQuantum(TaskMeter.Wait.BackPressured);
                return TaskletStatus.Parked;
            }

            if (!ProcessNext())
            {
                if (_sourceHasEnded || _gate is { HasEnded: true })
                {
                    Finish();
                    if (!_awaitsCheckpoint || _checkpointing.IsLastComplete)
                    {
                        return End(ExecutionState.Finished, null);
                    }
                }

                Flush();
                Meter.EndQuantum(TaskMeter.Wait.Idle);
                return TaskletStatus.Parked;
            }

            FlushWhenDue();
        }
        while (Clock.GetTimestamp() < deadline);
        Meter.EndQuantum(TaskMeter.Wait.None);
        return TaskletStatus.Ready;
    }

    private bool TryStart(out TaskletStatus status)
    {
        if (!_hasBegun)
        {
            _hasBegun = true;
            Report(ExecutionState.Initializing);
            if (Deployment.Restore is { } restore)
            {
                _services.Io.Run(() => Load(restore));
            }
        }

        _mailbox.Drain();
        if (_isCanceled)
        {
            status = End(ExecutionState.Canceled, null);
            return false;
        }

        if (Deployment.Restore is not null && _restored is null)
        {
            // Its state is still being read.
            Meter.EndQuantum(TaskMeter.Wait.Idle);
            status = TaskletStatus.Parked;
            return false;
        }

        if (Deployment.Restore is { IsFinished: true })
        {
            status = StartFinished();
            return false;
        }

        Start();
        status = TaskletStatus.Ready;
        return true;
    }

    private void Load(TaskRestore restore)
    {
        try
        {
            var restored = restore.Load(Deployment.Vertex, Deployment.Execution.Subtask, _services.FileSystems);
            Post(() => _restored = restored);
        }
        catch (Exception e)
        {
            Post(() => ExceptionDispatchInfo.Throw(e));
        }
    }

    // Nothing is read, finished or emitted again; an operator that kept something for the checkpoint that is restored makes it visible.
    private TaskletStatus StartFinished()
    {
        if (_restored!.Values.Any(static share => !share.IsEmpty))
        {
            MakeChain();
        }

        Report(ExecutionState.Running);
        foreach (var output in _outputs)
        {
            output.Writer.Broadcast(Watermark.Max);
            output.Writer.Broadcast(EndOfInput.Instance);
        }

        return End(ExecutionState.Finished, null);
    }

    private void Start()
    {
        MakeChain();
        _lastFlush = Clock.GetTimestamp();
        Report(ExecutionState.Running);
    }

    private void MakeChain()
    {
        _chain = OperatorChain.Create(
            Deployment.Vertex.ForSubtask(),
            (node, findSideOutput) => new TaskOperatorContext(this, node, findSideOutput),
            _outputs);
        foreach (var output in _outputs)
        {
            output.Writer.Attach(this, ThrowIfCanceled);
        }

        _gate?.Connect(_chain.Head.Inputs);
        _chain.Source?.Attach(this);
        _chain.Open(_restored);
        _restored = null;
    }

    private void ThrowIfCanceled()
    {
        if (_isCanceled)
        {
            throw new OperationCanceledException(Cancellation);
        }
    }

    private bool ProcessNext()
    {
        if (IsSource)
        {
            return Poll();
        }

        if (!_gate!.ProcessNext(_chain!.Head.Selection, out var ended))
        {
            return false;
        }

        if (ended >= 0)
        {
            _chain.EndInput(ended);
        }

        SnapshotAligned();
        return true;
    }

    private bool Poll()
    {
        if (!Volatile.Read(ref _sourceHasMore) || _sourceHasEnded)
        {
            return false;
        }

        // Cleared before the poll: a wake-up that comes during it must not be lost.
        Volatile.Write(ref _sourceHasMore, false);
        switch (_chain!.Source!.Poll())
        {
            case ReadStatus.MoreAvailable:
                _sourceHasMore = true;
                break;
            case ReadStatus.EndOfInput:
                _sourceHasEnded = true;
                break;
        }

        return true;
    }

    private void SnapshotAligned()
    {
        while (_gate!.TryTakeBarrier(out var barrier))
        {
            Snapshot(barrier!);
        }
    }

    private void Snapshot(CheckpointBarrier barrier)
    {
        if (!_checkpointing.TryBegin(barrier.CheckpointId, _isFinished))
        {
            return;
        }

        var parts = _chain!.Snapshot(barrier.CheckpointId);
        if (!_isFinished)
        {
            // After the end of input nobody reads: whoever is behind it hears of the checkpoint from the coordinator.
            foreach (var output in _outputs)
            {
                output.Writer.Broadcast(barrier);
            }
        }

        _checkpointing.Store(barrier.CheckpointId, parts, _isFinished);
    }

    private bool HasRoom()
    {
        if (EveryOutputHasRoom())
        {
            return true;
        }

        foreach (var output in _outputs)
        {
            output.Writer.AskForWake();
        }

        // Room made between the first look and the request would wake nobody.
        return EveryOutputHasRoom();
    }

    private bool EveryOutputHasRoom()
    {
        foreach (var output in _outputs)
        {
            if (!output.Writer.HasRoom)
            {
                return false;
            }
        }

        return true;
    }

    private void Flush()
    {
        foreach (var output in _outputs)
        {
            output.Writer.Flush();
        }
    }

    private void FlushWhenDue()
    {
        if (_bufferTimeout == Timeout.InfiniteTimeSpan || _outputs.Length == 0)
        {
            return;
        }

        var now = Clock.GetTimestamp();
        if (Clock.GetElapsedTime(_lastFlush, now) >= _bufferTimeout)
        {
            _lastFlush = now;
            Flush();
        }
    }

    private void Finish()
    {
        if (_isFinished)
        {
            return;
        }

        _chain!.Finish();
        DisposeTimers();
        Flush();
        foreach (var output in _outputs)
        {
            output.Writer.Broadcast(EndOfInput.Instance);
        }

        _isFinished = true;
        _awaitsCheckpoint = Deployment.Checkpoints.AreTaken && _chain.AwaitsCheckpoint;
        if (_awaitsCheckpoint)
        {
            _listener.TaskAwaitsCheckpoint(Deployment.Execution);
        }
    }

    private void DisposeTimers()
    {
        foreach (var timer in _timers.ToArray())
        {
            timer.Dispose();
        }
    }

    private TaskletStatus End(ExecutionState state, Exception? failure)
    {
        var closeFailures = _chain?.Close() ?? [];

        // The last user code has run. What follows takes locks, and an interruption that came for the user code must not hit them.
        WorkerThread.Current?.EndInterruptions();
        _mailbox.Close();
        DisposeTimers();

        foreach (var exception in closeFailures)
        {
            if (state == ExecutionState.Finished)
            {
                state = ExecutionState.Failed;
                failure = new TaskFailedException(Deployment.Job.Name, Name, exception);
            }
            else
            {
                LogCloseFailed(_services.Logger, Name, exception);
            }
        }

        if (state != ExecutionState.Finished)
        {
            _checkpointing.AbortAll();
        }

        Meter.EndQuantum(TaskMeter.Wait.None);
        _listener.TaskStateChanged(Deployment.Execution, state, failure, new TaskReport(_accumulators, RecordsRead, _checkpointing.Latest));
        return TaskletStatus.Done;
    }

    private void Report(ExecutionState state) => _listener.TaskStateChanged(Deployment.Execution, state, null, null);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Closing task {Task}, which was ending anyway, threw.")]
    private static partial void LogCloseFailed(ILogger logger, string task, Exception exception);
}
