namespace Flink.Core.Types.Keys;

/// <summary>Floating-point keys as in <see cref="DoubleKeyComparer"/>; they hash as the double of the same value.</summary>
public readonly struct SingleKeyComparer : IKeyComparer<float>
{
    /// <inheritdoc/>
    public ulong Hash(in float key) => StableHash.Of((double)key);

    /// <inheritdoc/>
    public bool Equals(in float left, in float right) => left.Equals(right);
}
