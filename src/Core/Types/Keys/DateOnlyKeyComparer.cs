namespace Flink.Core.Types.Keys;

/// <summary>Keys that are days; hashed by the day number.</summary>
public readonly struct DateOnlyKeyComparer : IKeyComparer<DateOnly>
{
    /// <inheritdoc/>
    public ulong Hash(in DateOnly key) => StableHash.Of((long)key.DayNumber);

    /// <inheritdoc/>
    public bool Equals(in DateOnly left, in DateOnly right) => left == right;
}
