namespace Flink.Core.Types.Keys;

/// <summary>Keys that are versions; hashed by their four numbers, of which those that are not given are -1.</summary>
public readonly struct VersionKeyComparer : IKeyComparer<Version?>
{
    /// <inheritdoc/>
    public ulong Hash(in Version? key)
    {
        if (key is null)
        {
            return KeyComparers.NullHash;
        }

        var hash = StableHash.Combine(StableHash.Of((long)key.Major), StableHash.Of((long)key.Minor));
        return StableHash.Combine(StableHash.Combine(hash, StableHash.Of((long)key.Build)), StableHash.Of((long)key.Revision));
    }

    /// <inheritdoc/>
    public bool Equals(in Version? left, in Version? right) => left == right;
}
