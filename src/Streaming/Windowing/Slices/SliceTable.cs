using Flink.Core.Types.Keys;
using Flink.Streaming.State;

namespace Flink.Streaming.Windowing.Slices;

/// <summary>What the keys of one slice have gathered, while records of it still come. Used again for other slices.</summary>
/// <typeparam name="TKey">The key type.</typeparam>
/// <typeparam name="TAccumulator">What is kept for each key.</typeparam>
/// <typeparam name="TComparer">Equality and hash of the keys.</typeparam>
/// <param name="space">Where the table lies.</param>
internal sealed class SliceTable<TKey, TAccumulator, TComparer>(TableSpace space)
    where TComparer : struct, IKeyComparer<TKey>
{
    /// <summary>The keys.</summary>
    public readonly DirectTable<TKey, TAccumulator, TComparer> Keys = space.NewDirectTable<TKey, TAccumulator, TComparer>();

    /// <summary>First timestamp of the slice.</summary>
    public long Start { get; private set; }

    /// <summary>The timestamp behind its last one.</summary>
    public long End { get; private set; }

    /// <summary>The last timestamp of the slice; by it slices are in order.</summary>
    public long MaxTimestamp => unchecked(End - 1);

    /// <summary>Makes it the table of a slice; it is empty.</summary>
    public void Begin(long start, long end) => (Start, End) = (start, end);
}
