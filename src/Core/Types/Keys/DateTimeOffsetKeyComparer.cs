namespace Flink.Core.Types.Keys;

/// <summary>Keys that are instants: two offsets of one instant are equal, as in <see cref="DateTimeOffset.Equals(DateTimeOffset)"/>.</summary>
public readonly struct DateTimeOffsetKeyComparer : IKeyComparer<DateTimeOffset>
{
    /// <inheritdoc/>
    public ulong Hash(in DateTimeOffset key) => StableHash.Of(key.UtcTicks);

    /// <inheritdoc/>
    public bool Equals(in DateTimeOffset left, in DateTimeOffset right) => left == right;
}
