using Flink.Core.Records;
using Flink.Core.Sources;

namespace Flink.Streaming.Sources;

/// <summary>The elements of a list in memory, which travels in the job graph: for tests and small inputs (Flink's <c>fromData</c>).</summary>
/// <typeparam name="T">The record type.</typeparam>
/// <remarks>Each reader gets a contiguous part; at parallelism 1 the order is that of the list. Elements are shared, not copied.</remarks>
public sealed class CollectionSource<T> : Source<T, RangeSplit>
{
    private readonly T[] _elements;

    /// <summary>A source of the elements as they are now.</summary>
    /// <exception cref="ArgumentException">An element is null.</exception>
    public CollectionSource(IEnumerable<T> elements)
    {
        ArgumentNullException.ThrowIfNull(elements);
        _elements = [.. elements];
        for (var i = 0; i < _elements.Length; i++)
        {
            if (_elements[i] is null)
            {
                throw new ArgumentException($"Element {i} of the collection is null; a stream holds no nulls.", nameof(elements));
            }
        }
    }

    /// <inheritdoc/>
    public override Boundedness Boundedness => Boundedness.Bounded;

    /// <inheritdoc/>
    public override ISplitSerializer<RangeSplit> SplitSerializer => RangeSplitSerializer.Instance;

    /// <inheritdoc/>
    public override SplitEnumerator<RangeSplit> CreateEnumerator(ISplitEnumeratorContext<RangeSplit> context) =>
        new SplitQueueEnumerator<RangeSplit>(context, SplitSerializer, readers => RangeSplit.Contiguous(0, (ulong)_elements.Length, readers));

    /// <inheritdoc/>
    public override SourceReader<T, RangeSplit> CreateReader(ISourceReaderContext context) => new Reader(context, _elements);

    private sealed class Reader(ISourceReaderContext context, T[] elements) : RangeReader<T>(context)
    {
        protected override void Fill(long first, Span<T> records) => elements.AsSpan((int)first, records.Length).CopyTo(records);
    }
}
