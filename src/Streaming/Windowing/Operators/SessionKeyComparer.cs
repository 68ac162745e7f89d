using Flink.Core.Types.Keys;

namespace Flink.Streaming.Windowing.Operators;

/// <summary>Sessions of a key are in its key group.</summary>
internal readonly struct SessionKeyComparer<TKey, TComparer> : IKeyComparer<SessionKey<TKey>>
    where TComparer : struct, IKeyComparer<TKey>
{
    private const uint Multiplier = 0x9E37_79B9;

    /// <summary>The hash of a key's session: the upper half, which says the key group, is the key's.</summary>
    public static ulong HashOf(ulong hash, int number) => hash ^ unchecked((uint)number * Multiplier);

    public ulong Hash(in SessionKey<TKey> key) => HashOf(default(TComparer).Hash(in key.Key), key.Number);

    public bool Equals(in SessionKey<TKey> left, in SessionKey<TKey> right) =>
        left.Number == right.Number && default(TComparer).Equals(in left.Key, in right.Key);
}
