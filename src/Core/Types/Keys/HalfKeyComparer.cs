namespace Flink.Core.Types.Keys;

/// <summary>Floating-point keys as in <see cref="DoubleKeyComparer"/>; they hash as the double of the same value.</summary>
public readonly struct HalfKeyComparer : IKeyComparer<Half>
{
    /// <inheritdoc/>
    public ulong Hash(in Half key) => StableHash.Of((double)key);

    /// <inheritdoc/>
    public bool Equals(in Half left, in Half right) => left.Equals(right);
}
