using Flink.Core.Sources;

namespace Flink.Streaming.Sources;

/// <summary>The whole numbers of a range (Flink's <c>NumberSequenceSource</c>); each reader gets a contiguous part, in order.</summary>
public sealed class SequenceSource : Source<long, RangeSplit>
{
    private readonly long _from;
    private readonly ulong _count;

    /// <summary>The numbers from one to another.</summary>
    /// <param name="from">The first number.</param>
    /// <param name="to">The last number, included.</param>
    /// <exception cref="ArgumentException"><paramref name="to"/> is below <paramref name="from"/>, or the range holds 2^64 numbers.</exception>
    public SequenceSource(long from, long to)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(to, from);
        _from = from;
        _count = unchecked((ulong)to - (ulong)from + 1);
        if (_count == 0)
        {
            throw new ArgumentException("The range of all 2^64 numbers has one more than can be counted; leave one out.", nameof(to));
        }
    }

    /// <inheritdoc/>
    public override Boundedness Boundedness => Boundedness.Bounded;

    /// <inheritdoc/>
    public override ISplitSerializer<RangeSplit> SplitSerializer => RangeSplitSerializer.Instance;

    /// <inheritdoc/>
    public override SplitEnumerator<RangeSplit> CreateEnumerator(ISplitEnumeratorContext<RangeSplit> context) =>
        new SplitQueueEnumerator<RangeSplit>(context, SplitSerializer, readers => RangeSplit.Contiguous(_from, _count, readers));

    /// <inheritdoc/>
    public override SourceReader<long, RangeSplit> CreateReader(ISourceReaderContext context) => new Reader(context);

    private sealed class Reader(ISourceReaderContext context) : RangeReader<long>(context)
    {
        protected override void Fill(long first, Span<long> records)
        {
            for (var i = 0; i < records.Length; i++)
            {
                records[i] = first + i;
            }
        }
    }
}
