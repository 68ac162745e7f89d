namespace Flink.Core.Types.Keys;

/// <summary>Text keys in UTF-8; they hash as a <see cref="string"/> of the same text does.</summary>
public readonly struct Utf8KeyComparer : IKeyComparer<Utf8String>
{
    /// <inheritdoc/>
    public ulong Hash(in Utf8String key) => StableHash.Of(key.Span);

    /// <inheritdoc/>
    public bool Equals(in Utf8String left, in Utf8String right) => left.Equals(right);
}
