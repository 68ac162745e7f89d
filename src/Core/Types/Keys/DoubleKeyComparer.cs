namespace Flink.Core.Types.Keys;

/// <summary>Floating-point keys: -0.0 equals 0.0, and every NaN equals every other, so that NaN is one key.</summary>
public readonly struct DoubleKeyComparer : IKeyComparer<double>
{
    /// <inheritdoc/>
    public ulong Hash(in double key) => StableHash.Of(key);

    /// <inheritdoc/>
    public bool Equals(in double left, in double right) => left.Equals(right);
}
