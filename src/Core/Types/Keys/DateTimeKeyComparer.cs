namespace Flink.Core.Types.Keys;

/// <summary>
/// Date and time keys by their ticks; the kind (UTC, local, unspecified) plays no part, as in <see cref="DateTime.Equals(DateTime)"/>.
/// </summary>
public readonly struct DateTimeKeyComparer : IKeyComparer<DateTime>
{
    /// <inheritdoc/>
    public ulong Hash(in DateTime key) => StableHash.Of(key.Ticks);

    /// <inheritdoc/>
    public bool Equals(in DateTime left, in DateTime right) => left == right;
}
