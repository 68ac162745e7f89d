namespace Flink.Core.Types.Keys;

/// <summary>Keys that are times of day; hashed by their ticks.</summary>
public readonly struct TimeOnlyKeyComparer : IKeyComparer<TimeOnly>
{
    /// <inheritdoc/>
    public ulong Hash(in TimeOnly key) => StableHash.Of(key.Ticks);

    /// <inheritdoc/>
    public bool Equals(in TimeOnly left, in TimeOnly right) => left == right;
}
