using System.Runtime.InteropServices;

namespace Flink.Core.Types.Keys;

/// <summary>Keys that are lists, by count and elements; they hash as an array of the same elements does.</summary>
/// <typeparam name="TElement">Type of the elements.</typeparam>
/// <typeparam name="TComparer">Comparer of the elements.</typeparam>
public readonly struct ListKeyComparer<TElement, TComparer> : IKeyComparer<List<TElement>?>
    where TComparer : struct, IKeyComparer<TElement>
{
    /// <inheritdoc/>
    public ulong Hash(in List<TElement>? key)
    {
        if (key is null)
        {
            return KeyComparers.NullHash;
        }

        var hash = StableHash.Of((long)key.Count);
        foreach (ref readonly var element in CollectionsMarshal.AsSpan(key))
        {
            hash = StableHash.Combine(hash, default(TComparer).Hash(in element));
        }

        return hash;
    }

    /// <inheritdoc/>
    public bool Equals(in List<TElement>? left, in List<TElement>? right)
    {
        if (ReferenceEquals(left, right))
        {
            return true;
        }

        if (left is null || right is null || left.Count != right.Count)
        {
            return false;
        }

        var first = CollectionsMarshal.AsSpan(left);
        var second = CollectionsMarshal.AsSpan(right);
        for (var i = 0; i < first.Length; i++)
        {
            if (!default(TComparer).Equals(in first[i], in second[i]))
            {
                return false;
            }
        }

        return true;
    }
}
