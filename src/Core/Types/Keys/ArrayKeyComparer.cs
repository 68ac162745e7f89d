namespace Flink.Core.Types.Keys;

/// <summary>Keys that are arrays, by length and elements.</summary>
/// <typeparam name="TElement">Type of the elements.</typeparam>
/// <typeparam name="TComparer">Comparer of the elements.</typeparam>
public readonly struct ArrayKeyComparer<TElement, TComparer> : IKeyComparer<TElement[]?>
    where TComparer : struct, IKeyComparer<TElement>
{
    /// <inheritdoc/>
    public ulong Hash(in TElement[]? key)
    {
        if (key is null)
        {
            return KeyComparers.NullHash;
        }

        var hash = StableHash.Of((long)key.Length);
        foreach (ref readonly var element in new ReadOnlySpan<TElement>(key))
        {
            hash = StableHash.Combine(hash, default(TComparer).Hash(in element));
        }

        return hash;
    }

    /// <inheritdoc/>
    public bool Equals(in TElement[]? left, in TElement[]? right)
    {
        if (ReferenceEquals(left, right))
        {
            return true;
        }

        if (left is null || right is null || left.Length != right.Length)
        {
            return false;
        }

        for (var i = 0; i < left.Length; i++)
        {
            if (!default(TComparer).Equals(in left[i], in right[i]))
            {
                return false;
            }
        }

        return true;
    }
}
