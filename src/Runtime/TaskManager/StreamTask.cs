using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Flink.Core;
using Flink.Core.Metrics;
using Flink.Core.Operators;
using Flink.Core.Records;
using Flink.Runtime.Dispatcher.Views;
using Flink.Runtime.Network;
using Flink.Runtime.Scheduling;
using Flink.Runtime.TaskManager.Latency;
using Microsoft.Extensions.Logging;

namespace Flink.Runtime.TaskManager;

/// <summary>One attempt to run one subtask: a tasklet that reads its channels or its source, a batch at a time, and does its mail in between.</summary>
/// <remarks>
/// A quantum is a few batches or a millisecond. The task parks when its input is empty - after having sent what was not full
/// yet, so that an idle pipeline has no latency - and when a receiver of its output has no room.
/// The one catch of the engine is here: whatever user code throws ends the task as FAILED.
/// </remarks>
public sealed partial class StreamTask : Tasklet, IChannelOwner
{
    private readonly TaskServices _services;
    private readonly ITaskListener _listener;
    private readonly InputGate? _gate;
    private readonly TaskOutputs _outputs;
    private readonly TaskSource? _source;
    private readonly TaskStateLoader _state;
    private readonly TaskTimers _timers;
    private readonly Mailbox _mailbox = new();
    private readonly CancellationTokenSource _cancellation = new();
    private readonly Dictionary<string, IAccumulator> _accumulators = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<long, TaskResults> _results = new();
    private readonly TaskCheckpointing _checkpointing;
    private readonly TaskBarriers _barriers;
    private readonly TaskSpans _spans;
    private readonly TaskChannels? _channels;
    private OperatorChain? _chain;
    private volatile bool _isCanceled;
    private bool _hasBegun;
    private bool _isFinished;
    private bool _awaitsCheckpoint;

    /// <summary>A task that has not run yet.</summary>
    /// <param name="deployment">What to run.</param>
    /// <param name="gate">Its channels; null for a source.</param>
    /// <param name="outputs">The exchanges that begin in it.</param>
    /// <param name="services">What it shares with other tasks.</param>
    /// <param name="listener">Is told of every change of state.</param>
    /// <param name="channels">Disposed of when the task has ended; null for nothing.</param>
    public StreamTask(
        TaskDeployment deployment,
        InputGate? gate,
        IReadOnlyList<TaskOutput> outputs,
        TaskServices services,
        ITaskListener listener,
        TaskChannels? channels = null)
    {
        Deployment = deployment;
        _channels = channels;
        _gate = gate;
        _services = services;
        _listener = listener;
        _outputs = new TaskOutputs(outputs, Clock, deployment.Job.BufferTimeout);
        _source = gate is null ? new TaskSource(this, listener) : null;
        _spans = new TaskSpans(deployment);
        _state = new TaskStateLoader(this, services, _spans);
        _timers = new TaskTimers(this);
        Latency = new TaskLatency(this, services.Latency);
        _checkpointing = new TaskCheckpointing(deployment, services, listener, _spans);
        _barriers = new TaskBarriers(gate, _outputs, _checkpointing);
        Name = $"{deployment.Vertex.Name} ({deployment.Execution.Subtask + 1}/{deployment.Vertex.Parallelism})";
        Cancellation = _cancellation.Token;
        Meter = new TaskMeter(services.Scheduler.Clock);
        _spans.Deployed();
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
    public long RecordsOut => _outputs.RecordsOut;

    /// <summary>What came from tasks of other workers.</summary>
    public Traffic Taken => _channels?.Taken ?? default;

    /// <summary>What went to tasks of other workers.</summary>
    public Traffic Sent => _channels?.Sent ?? default;

    /// <summary>The event time that its inputs have reached; null for a source. Read by meters.</summary>
    public long? InputWatermark => _gate?.InputWatermark;

    /// <summary>Records that each operator of the chain emitted; empty before the task has started.</summary>
    public IReadOnlyList<(string Name, CountingInput Output)> Operators => _chain?.Outputs ?? [];

    /// <summary>How long records take from their sources to its operators, as markers say.</summary>
    public TaskLatency Latency { get; }

    internal TimeProvider Clock => _services.Scheduler.Clock;

    internal IManagedMemory ManagedMemory => _services.ManagedMemory;

    internal CancellationToken Cancellation { get; }

    private bool HasEnded => _source?.HasEnded ?? _gate!.HasEnded;

    private long RecordsRead => _source is not null && _chain is not null ? _chain.Outputs[0].Output.Records : 0;

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
    public void AddSplit(ReadOnlyMemory<byte> split) => Post(() => _source!.AddSplit(split));

    /// <summary>Tells the source's reader that no split follows; from any thread.</summary>
    public void NoMoreSplits() => Post(() => _source!.NoMoreSplits());

    /// <summary>Tells an aligned source how far it may go in event time; from any thread.</summary>
    public void Align(long maxWatermark) => Post(() => _source?.Align(maxWatermark));

    /// <summary>The program has taken pieces of results; from any thread, since the task's may wait for it.</summary>
    public void ResultsTaken(long stream, int count)
    {
        if (_results.TryGetValue(stream, out var results))
        {
            results.Taken(count);
        }
    }

    /// <summary>Makes the task take part in a checkpoint, a source at once, another when each of its channels has ended or delivered the barrier; from any thread.</summary>
    public void TriggerCheckpoint(CheckpointBarrier barrier) => Post(() => _barriers.Trigger(barrier));

    /// <summary>A checkpoint is complete; from any thread.</summary>
    public void NotifyCheckpointComplete(long checkpointId) => Post(() => _barriers.Complete(checkpointId));

    /// <summary>A checkpoint was given up; from any thread.</summary>
    public void AbortCheckpoint(long checkpointId) => Post(() => _barriers.Abort(checkpointId));

    /// <inheritdoc/>
    void IChannelOwner.ChannelFailed(Exception cause) => Post(() => ExceptionDispatchInfo.Throw(cause));

    internal void Post(Action mail)
    {
        if (_mailbox.Post(mail))
        {
            Wake();
        }
    }

    internal IDisposable RegisterTimer(long time, Action<long> callback) => _timers.Register(time, callback);

    internal TaskTimer NewTimer(Action<long> callback) => _timers.New(callback);

    internal IResultChannel OpenResults(long stream) =>
        _results.GetOrAdd(stream, number => new TaskResults(Deployment.Execution, number, _listener, Cancellation));

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
        if ((_chain is null || Deployment.Restore is { IsFinished: true }) && !TryStart(out var status))
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

            if (_isFinished)
            {
                return EndOrWait();
            }

            if (!_outputs.HasRoom())
            {
                Meter.EndQuantum(TaskMeter.Wait.BackPressured);
                return TaskletStatus.Parked;
            }

            if (!ProcessNext())
            {
                if (HasEnded)
                {
                    Finish();
                    return EndOrWait();
                }

                _outputs.Flush();
                Meter.EndQuantum(TaskMeter.Wait.Idle);
                return TaskletStatus.Parked;
            }

            _outputs.FlushWhenDue();
        }
        while (HasTime(Clock.GetTimestamp(), deadline));
        Meter.EndQuantum(TaskMeter.Wait.None);
        return TaskletStatus.Ready;
    }

    private bool TryStart(out TaskletStatus status)
    {
        if (!_hasBegun)
        {
            _hasBegun = true;
            Report(ExecutionState.Initializing);
            _state.Begin();
        }

        _mailbox.Drain();
        if (_isCanceled)
        {
            status = End(ExecutionState.Canceled, null);
            return false;
        }

        if (_state.IsLoading)
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

    // Nothing is read, finished or emitted again; an operator that kept something for the checkpoint that is restored makes it visible.
    private TaskletStatus StartFinished()
    {
        if (!_isFinished)
        {
            if (_state.HasState)
            {
                MakeChain();
            }
            else
            {
                _outputs.Attach(this, ThrowIfCanceled);
            }

            ReportRunning();
            _outputs.Broadcast(Watermark.Max);
            _outputs.Broadcast(EndOfInput.Instance);
            _isFinished = true;
        }

        return EndOrWait();
    }

    // All has been emitted. What a receiver had no room for goes first; then, where something waits for it, a last checkpoint.
    private TaskletStatus EndOrWait()
    {
        _outputs.Flush();
        if (!_outputs.HasSentAll())
        {
            Meter.EndQuantum(TaskMeter.Wait.BackPressured);
            return TaskletStatus.Parked;
        }

        if (!_awaitsCheckpoint || _checkpointing.IsLastComplete)
        {
            return End(ExecutionState.Finished, null);
        }

        Meter.EndQuantum(TaskMeter.Wait.Idle);
        return TaskletStatus.Parked;
    }

    private void Start()
    {
        MakeChain();
        ReportRunning();
        if (_source is not null)
        {
            Latency.Send(Deployment.Vertex.Operators[0].Id, (IInput)_chain!.Outputs[0].Output);
        }
    }

    private void ReportRunning()
    {
        _spans.Runs();
        Report(ExecutionState.Running);
    }

    private void MakeChain()
    {
        _chain = OperatorChain.Create(
            Deployment.Vertex.ForSubtask(),
            (node, findSideOutput) => new TaskOperatorContext(this, node, findSideOutput),
            _outputs.All,
            Latency.IsTracked ? Latency : null);
        _barriers.Attach(_chain);
        _outputs.Attach(this, ThrowIfCanceled);
        _gate?.Connect(_chain.Inputs);
        if (_chain.Source is { } source)
        {
            _source!.Attach(source);
        }

        _chain.Open(_state.Take());
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
        if (_source is not null)
        {
            return _source.Poll();
        }

        if (!_gate!.ProcessNext(_chain!.Head.Selection, out var ended))
        {
            return false;
        }

        if (ended >= 0)
        {
            _chain.EndInput(ended);
        }

        _barriers.SnapshotAligned();
        return true;
    }

    private void Finish()
    {
        if (_isFinished)
        {
            return;
        }

        _chain!.Finish();
        _timers.Dispose();
        _outputs.Flush();
        _outputs.Broadcast(EndOfInput.Instance);
        _isFinished = true;
        _barriers.Finish();
        _awaitsCheckpoint = Deployment.Checkpoints.AreTaken && _chain.AwaitsCheckpoint;
        if (_awaitsCheckpoint)
        {
            _listener.TaskAwaitsCheckpoint(Deployment.Execution);
        }
    }

    private TaskletStatus End(ExecutionState state, Exception? failure)
    {
        var closeFailures = _chain?.Close() ?? [];

        // The last user code has run. What follows takes locks, and an interruption that came for the user code must not hit them.
        WorkerThread.Current?.EndInterruptions();
        _mailbox.Close();
        _timers.Dispose();

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

        _spans.Ended(state);
        _channels?.Dispose();
        Meter.EndQuantum(TaskMeter.Wait.None);
        var figures = new TaskFigures(Taken.Bytes, Sent.Bytes, _gate?.RecordsIn ?? 0, RecordsOut, Meter.BackPressured, Meter.Idle, Meter.Busy);
        _listener.TaskStateChanged(Deployment.Execution, state, failure, new TaskReport(_accumulators, RecordsRead, _checkpointing.Latest, figures));
        return TaskletStatus.Done;
    }

    private void Report(ExecutionState state) => _listener.TaskStateChanged(Deployment.Execution, state, null, null);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Closing task {Task}, which was ending anyway, threw.")]
    private static partial void LogCloseFailed(ILogger logger, string task, Exception exception);
}
