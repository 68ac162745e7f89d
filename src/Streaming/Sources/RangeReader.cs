using Flink.Core.Records;
using Flink.Core.Sources;

namespace Flink.Streaming.Sources;

/// <summary>Reads contiguous ranges, a block at a time.</summary>
internal abstract class RangeReader<T>(ISourceReaderContext context) : SequentialSplitReader<T, RangeSplit>(context)
{
    private RangeSplit? _split;
    private long _next;
    private ulong _remaining;

    protected override void OpenSplit(RangeSplit split)
    {
        _split = split;
        _next = split.Next;
        _remaining = split.Remaining;
    }

    protected override ReadStatus ReadSplit(Batch<T> output)
    {
        var length = output.Append((int)Math.Min(_remaining, int.MaxValue), out var records, out var timestamps);
        Fill(_next, records);
        timestamps.Fill(Timestamp.None);
        _remaining -= (ulong)length;

        // The last number may be the largest there is; what follows it is never read.
        _next = unchecked(_next + length);
        return _remaining == 0 ? ReadStatus.EndOfInput : ReadStatus.MoreAvailable;
    }

    protected override RangeSplit Position() => _split! with { Next = _next, Remaining = _remaining };

    /// <summary>Sets the records of the numbers from <paramref name="first"/> on.</summary>
    protected abstract void Fill(long first, Span<T> records);
}
