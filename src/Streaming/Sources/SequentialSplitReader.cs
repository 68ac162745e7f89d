using Flink.Core.Records;
using Flink.Core.Sources;

namespace Flink.Streaming.Sources;

/// <summary>A reader that reads its splits one after another, and asks for the next when it has none: what bounded sources need.</summary>
/// <typeparam name="T">The record type.</typeparam>
/// <typeparam name="TSplit">The split type.</typeparam>
/// <param name="context">What the engine offers the reader.</param>
/// <remarks>All calls on the task's thread. A reader that never gets a split ends as soon as the enumerator says that there are none.</remarks>
public abstract class SequentialSplitReader<T, TSplit>(ISourceReaderContext context) : SourceReader<T, TSplit>
    where TSplit : ISplit
{
    private readonly Queue<TSplit> _waiting = new();
    private string _splitId = "";
    private bool _reading;
    private bool _requested;
    private bool _noMoreSplits;

    /// <summary>What the engine offers the reader.</summary>
    protected ISourceReaderContext Context => context;

    /// <inheritdoc/>
    public override void AddSplits(IReadOnlyList<TSplit> splits)
    {
        foreach (var split in splits)
        {
            _waiting.Enqueue(split);
        }

        _requested = false;
        context.Wake();
    }

    /// <inheritdoc/>
    public override void NoMoreSplits()
    {
        _noMoreSplits = true;
        context.Wake();
    }

    /// <inheritdoc/>
    public override ReadStatus Poll(Batch<T> output)
    {
        if (!_reading)
        {
            if (!_waiting.TryDequeue(out var next))
            {
                return WithoutSplit();
            }

            OpenSplit(next);
            _reading = true;
            _splitId = next.SplitId;
            context.BeginSplit(_splitId);
        }

        var status = ReadSplit(output);
        if (status != ReadStatus.EndOfInput)
        {
            return status;
        }

        CloseSplit();
        _reading = false;
        context.EndSplit(_splitId);
        return _waiting.Count > 0 ? ReadStatus.MoreAvailable : WithoutSplit();
    }

    /// <inheritdoc/>
    public override IReadOnlyList<TSplit> Snapshot() => _reading ? [Position(), .. _waiting] : [.. _waiting];

    /// <summary>Begins a split at the position that it carries.</summary>
    protected abstract void OpenSplit(TSplit split);

    /// <summary>Appends records of the open split.</summary>
    /// <returns><see cref="ReadStatus.EndOfInput"/> when the split is finished, whether or not records were appended.</returns>
    protected abstract ReadStatus ReadSplit(Batch<T> output);

    /// <summary>The open split with the position that follows the last appended record.</summary>
    protected abstract TSplit Position();

    /// <summary>The open split is finished.</summary>
    protected virtual void CloseSplit()
    {
    }

    private ReadStatus WithoutSplit()
    {
        if (_noMoreSplits)
        {
            return ReadStatus.EndOfInput;
        }

        if (!_requested)
        {
            _requested = true;
            context.RequestSplit();
        }

        // An answer that came during the request counts as woken.
        return ReadStatus.NothingAvailable;
    }
}
