using Flink.Core.Functions;
using Flink.Core.Records;
using Flink.Core.Sources;
using Flink.Core.State;

namespace Flink.Core.Operators;

/// <summary>Runs a source's reader as the head of a chain.</summary>
/// <typeparam name="T">The record type.</typeparam>
/// <typeparam name="TSplit">The split type.</typeparam>
/// <param name="source">The source that it reads.</param>
public sealed class SourceOperator<T, TSplit>(Source<T, TSplit> source) : Operator<T>, ISourceOperator, ISourceReaderContext
    where TSplit : ISplit
{
    private const string SplitsState = "splits";

    private readonly List<TSplit> _restored = [];
    private readonly Batch<T> _batch = new(BatchSize.InChain<T>());
    private SourceReader<T, TSplit>? _reader;
    private ISourceTask? _task;
    private IDisposable? _wakeTimer;
    private bool _ended;

    /// <inheritdoc/>
    public override IReadOnlyList<IInput> Inputs => [];

    /// <inheritdoc/>
    RuntimeContext ISourceReaderContext.Runtime => Context;

    private SourceReader<T, TSplit> Reader => _reader ?? throw new InvalidOperationException("The source operator is not open.");

    private ISourceTask Task => _task ?? throw new InvalidOperationException("The source operator is not attached to a task.");

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
        if (_restored.Count > 0)
        {
            _reader.AddSplits(_restored);
        }

        _reader.Start();
    }

    /// <inheritdoc/>
    public ReadStatus Poll()
    {
        var status = Reader.Poll(_batch);
        if (_batch.Count > 0)
        {
            Output.Process(_batch);
            _batch.Clear();
        }

        if (status == ReadStatus.EndOfInput)
        {
            _ended = true;
        }

        return status;
    }

    /// <inheritdoc/>
    public void AddSplit(ReadOnlySpan<byte> split) => Reader.AddSplits([source.SplitSerializer.Read(split)]);

    /// <inheritdoc/>
    public void NoMoreSplits() => Reader.NoMoreSplits();

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
    public override void Finish() => Output.Process(Watermark.Max);

    /// <inheritdoc/>
    public override void Close()
    {
        _wakeTimer?.Dispose();
        _reader?.Dispose();
    }

    void ISourceReaderContext.RequestSplit() => Task.RequestSplit();

    void ISourceReaderContext.Wake() => Task.Wake();

    void ISourceReaderContext.WakeAt(long time)
    {
        _wakeTimer?.Dispose();
        _wakeTimer = Context.RegisterProcessingTimer(time, _ => Task.Wake());
    }
}
