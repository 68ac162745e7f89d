namespace Flink.Core.Types.Keys;

/// <summary>Text keys, ordinal; they hash as a <see cref="Utf8String"/> of the same text does.</summary>
public readonly struct StringKeyComparer : IKeyComparer<string?>
{
    /// <inheritdoc/>
    public ulong Hash(in string? key) => key is null ? KeyComparers.NullHash : StableHash.Of(key.AsSpan());

    /// <inheritdoc/>
    public bool Equals(in string? left, in string? right) => string.Equals(left, right);
}
