using Flink.Core.EventTime;
using Flink.Core.Functions;
using Flink.Core.Records;
using Flink.Core.Sources;
using Flink.Core.State;

namespace Flink.Core.Operators;

/// <summary>Runs a source's reader as the head of a chain.</summary>
/// <typeparam name="T">The record type.</typeparam>
/// <typeparam name="TSplit">The split type.</typeparam>
/// <param name="source">The source that it reads.</param>
/// <param name="settings">How its records get event time; null to leave their timestamps as the reader sets them, without watermarks.</param>
public sealed class SourceOperator<T, TSplit>(Source<T, TSplit> source, EventTimeSettings<T>? settings = null)
    : Operator<T>, ISourceOperator, ISourceReaderContext
    where TSplit : ISplit
{
    private const string SplitsState = "splits";

    private readonly List<TSplit> _restored = [];
    private readonly Batch<T> _batch = new(BatchSize.InChain<T>());
    private SourceReader<T, TSplit>? _reader;
    private SourceEventTime<T>? _time;
    private SourceAlignment<T, TSplit>? _alignment;
    private ISourceTask? _task;
    private IProcessingTimer? _wakeTimer;
    private IProcessingTimer? _watermarkTimer;
    private IProcessingTimer? _reportTimer;
    private volatile bool _mayHaveMore;
    private bool _wasPolled;
    private bool _ended;

    /// <inheritdoc/>
    public override IReadOnlyList<IInput> Inputs => [];

    /// <inheritdoc/>
    RuntimeContext ISourceReaderContext.Runtime => Context;

    private SourceReader<T, TSplit> Reader => _reader ?? throw new InvalidOperationException("The source operator is not open.");

    private ISourceTask Task => _task ?? throw new InvalidOperationException("The source operator is not attached to a task.");

    private long Now => Context.Clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <inheritdoc/>
    public void Attach(ISourceTask task) => _task = task;

    /// <inheritdoc/>
    public override void Restore(StateReader state)
    {
        foreach (var entry in state.OperatorEntries(SplitsState))
        {
            _restored.Add(source.SplitSerializer.Read(entry.Span));
        }
    }

    /// <inheritdoc/>
    public override void Open()
    {
        _reader = source.CreateReader(this);
        if (settings is not null)
        {
            OpenEventTime(settings);
        }

        AddSplits(_restored);
        _reader.Start();
    }

    /// <inheritdoc/>
    public ReadStatus Poll()
    {
        if (_alignment is { IsPaused: true })
        {
            // Woken when it may go on.
            return ReadStatus.NothingAvailable;
        }

        _wasPolled = true;

        // A fence: the reader does not look for records before that is seen, so that none that comes later is forgotten.
        Interlocked.Exchange(ref _mayHaveMore, false);
        var status = Reader.Poll(_batch);
        if (_time is not null)
        {
            _time.Process(_batch);
            _alignment?.Check();
        }
        else if (_batch.Count > 0)
        {
            Output.Process(_batch);
        }

        _batch.Clear();
        if (status == ReadStatus.MoreAvailable)
        {
            _mayHaveMore = true;
        }
        else if (status == ReadStatus.EndOfInput)
        {
            End();
        }

        return status;
    }

    /// <inheritdoc/>
    public void AddSplit(ReadOnlySpan<byte> split) => AddSplits([source.SplitSerializer.Read(split)]);

    /// <inheritdoc/>
    public void NoMoreSplits() => Reader.NoMoreSplits();

    /// <inheritdoc/>
    public void Align(long maxWatermark)
    {
        if (_alignment is not { } alignment || _ended)
        {
            return;
        }

        var wasPaused = alignment.IsPaused;
        alignment.MoveTo(maxWatermark);
        if (wasPaused && !alignment.IsPaused)
        {
            Task.Wake();
        }
    }

    /// <inheritdoc/>
    public override void Snapshot(StateWriter state)
    {
        if (_ended)
        {
            return;
        }

        foreach (var split in Reader.Snapshot())
        {
            source.SplitSerializer.Write(split, state.BeginOperatorEntry(SplitsState));
        }
    }

    /// <inheritdoc/>
    public override void Finish()
    {
        if (_time is not null)
        {
            _time.Finish();
        }
        else
        {
            Output.Process(Watermark.Max);
        }
    }

    /// <inheritdoc/>
    public override void Close()
    {
        _wakeTimer?.Dispose();
        _watermarkTimer?.Dispose();
        _reportTimer?.Dispose();
        _reader?.Dispose();
    }

    void ISourceReaderContext.RequestSplit() => Task.RequestSplit();

    void ISourceReaderContext.Wake()
    {
        _mayHaveMore = true;
        Task.Wake();
    }

    void ISourceReaderContext.WakeAt(long time)
    {
        _wakeTimer ??= Context.NewProcessingTimer(_ => ((ISourceReaderContext)this).Wake());
        _wakeTimer.Set(time);
    }

    void ISourceReaderContext.BeginSplit(string splitId) => _time?.BeginSplit(splitId, _batch.Count);

    void ISourceReaderContext.EndSplit(string splitId) => _time?.EndSplit(splitId, _batch.Count);

    private void OpenEventTime(EventTimeSettings<T> given)
    {
        _time = new SourceEventTime<T>(given, Context, Output);
        if (given.IntervalMilliseconds > 0)
        {
            StartWatermarks(given.IntervalMilliseconds);
        }

        if (given.Strategy.Alignment is { } alignment)
        {
            _alignment = new SourceAlignment<T, TSplit>(_time, Reader, alignment, given.Options.AllowUnalignedSplits);
            StartReports((long)alignment.UpdateInterval.TotalMilliseconds);
        }
    }

    private void AddSplits(IReadOnlyList<TSplit> splits)
    {
        if (splits.Count == 0)
        {
            return;
        }

        foreach (var split in splits)
        {
            _time?.AddSplit(split.SplitId);
        }

        Reader.AddSplits(splits);
    }

    private void StartWatermarks(long interval)
    {
        _watermarkTimer = Context.NewProcessingTimer(_ => OnWatermarkTimer(interval));
        _watermarkTimer.Set(Now + interval);
    }

    private void OnWatermarkTimer(long interval)
    {
        if (_ended)
        {
            return;
        }

        _time!.EmitPeriodic(wasKeptWaiting: _alignment is { IsPaused: true } || (!_wasPolled && _mayHaveMore));
        _wasPolled = false;
        _alignment?.Check();
        _watermarkTimer!.Set(Now + interval);
    }

    private void StartReports(long interval)
    {
        _reportTimer = Context.NewProcessingTimer(_ => OnReportTimer(interval));
        _reportTimer.Set(Now + interval);
    }

    private void OnReportTimer(long interval)
    {
        if (_ended)
        {
            return;
        }

        if (_alignment!.Report is { } report)
        {
            Task.ReportWatermark(report);
        }

        _reportTimer!.Set(Now + interval);
    }

    private void End()
    {
        _ended = true;
        if (_alignment is not null)
        {
            Task.ReportWatermark(long.MaxValue);
        }
    }
}
