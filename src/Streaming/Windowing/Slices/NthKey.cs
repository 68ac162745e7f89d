using Flink.Streaming.State.Tables;

namespace Flink.Streaming.Windowing.Slices;

/// <summary>Finds out which key a walk shows at a place: loops over keys need not say where they are, in case a function fails.</summary>
/// <param name="index">The place, from 0.</param>
internal struct NthKey<TKey, TAccumulator>(long index) : IEntryVisitor<TKey, TAccumulator>
{
    private long _left = index;

    /// <summary>The key, after the walk.</summary>
    public TKey Key { get; private set; } = default!;

    public void Visit(in TKey key, ulong hash, ref TAccumulator value)
    {
        if (_left-- == 0)
        {
            Key = key;
        }
    }
}
