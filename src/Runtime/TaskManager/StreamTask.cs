using Flink.Core;
using Flink.Core.Metrics;
using Flink.Core.Operators;
using Flink.Core.Records;
using Flink.Core.Sources;
using Flink.Runtime.Network;
using Flink.Runtime.Scheduling;
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
    private OperatorChain? _chain;
    private long _lastFlush;
    private volatile bool _isCanceled;
    private bool _sourceHasMore = true;
    private bool _sourceHasEnded;

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

    /// <summary>Makes a source snapshot its state and send a barrier; from any thread.</summary>
    public void TriggerCheckpoint(CheckpointBarrier barrier) => Post(() => Snapshot(barrier));

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
        if (_chain is null)
        {
            Start();
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
                    return End(ExecutionState.Finished, null);
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

    private void Start()
    {
        Report(ExecutionState.Initializing);
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
        _chain.Open(Deployment.Restore, Deployment.Execution.Subtask);
        _lastFlush = Clock.GetTimestamp();
        Report(ExecutionState.Running);
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

        while (_gate.TryTakeBarrier(out var barrier))
        {
            Snapshot(barrier!);
        }

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

    private void Snapshot(CheckpointBarrier barrier)
    {
        var snapshot = _chain!.Snapshot();
        foreach (var output in _outputs)
        {
            output.Writer.Broadcast(barrier);
        }

        _listener.TaskSnapshotted(Deployment.Execution, barrier.CheckpointId, snapshot);
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
        _chain!.Finish();
        Flush();
        foreach (var output in _outputs)
        {
            output.Writer.Broadcast(EndOfInput.Instance);
        }
    }

    private TaskletStatus End(ExecutionState state, Exception? failure)
    {
        var closeFailures = _chain?.Close() ?? [];

        // The last user code has run. What follows takes locks, and an interruption that came for the user code must not hit them.
        WorkerThread.Current?.EndInterruptions();
        _mailbox.Close();
        foreach (var timer in _timers.ToArray())
        {
            timer.Dispose();
        }

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

        Meter.EndQuantum(TaskMeter.Wait.None);
        _listener.TaskStateChanged(Deployment.Execution, state, failure, new TaskReport(_accumulators, RecordsRead));
        return TaskletStatus.Done;
    }

    private void Report(ExecutionState state) => _listener.TaskStateChanged(Deployment.Execution, state, null, null);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Closing task {Task}, which was ending anyway, threw.")]
    private static partial void LogCloseFailed(ILogger logger, string task, Exception exception);
}
