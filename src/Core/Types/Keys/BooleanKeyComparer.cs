namespace Flink.Core.Types.Keys;

/// <summary>Keys that are true or false.</summary>
public readonly struct BooleanKeyComparer : IKeyComparer<bool>
{
    /// <inheritdoc/>
    public ulong Hash(in bool key) => StableHash.Of(key ? 1UL : 0UL);

    /// <inheritdoc/>
    public bool Equals(in bool left, in bool right) => left == right;
}
