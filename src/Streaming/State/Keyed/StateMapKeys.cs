using Flink.Core.Types;
using Flink.Core.Types.Keys;

namespace Flink.Streaming.State.Keyed;

/// <summary>Equality by value of the keys in maps, free of seeds, so that the order in which entries are written is repeatable.</summary>
internal sealed class StateMapKeys<TMapKey> : IEqualityComparer<TMapKey>
{
    private readonly IKeyComparer<TMapKey> _comparer = KeyComparers.For<TMapKey>();

    public bool Equals(TMapKey? left, TMapKey? right) => _comparer.Equals(in left!, in right!);

    public int GetHashCode(TMapKey key) => StableHash.Fold(_comparer.Hash(in key));
}
