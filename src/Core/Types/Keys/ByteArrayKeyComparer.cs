namespace Flink.Core.Types.Keys;

/// <summary>Keys that are bytes, by content.</summary>
public readonly struct ByteArrayKeyComparer : IKeyComparer<byte[]?>
{
    /// <inheritdoc/>
    public ulong Hash(in byte[]? key) => key is null ? KeyComparers.NullHash : StableHash.Of(key.AsSpan());

    /// <inheritdoc/>
    public bool Equals(in byte[]? left, in byte[]? right) =>
        ReferenceEquals(left, right) || (left is not null && right is not null && left.AsSpan().SequenceEqual(right));
}
