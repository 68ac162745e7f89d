namespace Flink.Streaming.State.Keyed;

/// <summary>The list of one key, with the time of each element where elements expire.</summary>
internal sealed class StateElements<T>(bool expire)
{
    public List<T> Values { get; } = [];

    /// <summary>As long as <see cref="Values"/>; null where elements do not expire.</summary>
    public List<long>? Times { get; } = expire ? [] : null;

    public void Add(in T element, long now)
    {
        if (Kept<T>.IsNull(in element))
        {
            throw new ArgumentNullException(nameof(element), "A list state holds no null elements.");
        }

        var kept = element;
        Kept<T>.Detach(ref kept);
        Values.Add(kept);
        Times?.Add(now);
    }

    /// <summary>Drops what has expired and keeps the order of the rest.</summary>
    public void Drop(Expiry expiry, long now)
    {
        var kept = 0;
        for (var i = 0; i < Values.Count; i++)
        {
            if (!expiry.HasExpired(Times![i], now))
            {
                (Values[kept], Times[kept]) = (Values[i], Times[i]);
                kept++;
            }
        }

        Values.RemoveRange(kept, Values.Count - kept);
        Times!.RemoveRange(kept, Times.Count - kept);
    }
}
