namespace Flink.Core.Types.Keys;

/// <summary>Keys that are durations; hashed by their ticks.</summary>
public readonly struct TimeSpanKeyComparer : IKeyComparer<TimeSpan>
{
    /// <inheritdoc/>
    public ulong Hash(in TimeSpan key) => StableHash.Of(key.Ticks);

    /// <inheritdoc/>
    public bool Equals(in TimeSpan left, in TimeSpan right) => left == right;
}
