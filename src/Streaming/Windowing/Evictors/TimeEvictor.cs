namespace Flink.Streaming.Windowing.Evictors;

/// <summary>Keeps the records of a window that are younger than a length of time before the youngest.</summary>
/// <remarks>Records without timestamps are all kept. Source: Flink's TimeEvictor.</remarks>
public sealed class TimeEvictor : Evictor
{
    private readonly long _length;
    private readonly bool _after;

    private TimeEvictor(long length, bool after)
    {
        _length = length;
        _after = after;
    }

    /// <summary>An evictor that keeps the records of a length of time.</summary>
    /// <param name="length">Records that are this much older than the youngest go; not negative.</param>
    /// <param name="after">Evicts after the function and not before it.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is negative, or has a fraction of a millisecond.</exception>
    public static TimeEvictor Of(TimeSpan length, bool after = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, TimeSpan.Zero);
        return new TimeEvictor(WindowDurations.Milliseconds(length), after);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{nameof(TimeEvictor)}({_length})";

    internal override Evictor<T, TWindow> For<T, TWindow>() => new OfWindows<T, TWindow>(_length, _after);

    private sealed class OfWindows<T, TWindow>(long length, bool after) : OneSidedEvictor<T, TWindow>(after)
        where TWindow : struct, IWindow
    {
        protected override void Evict(List<TimestampedValue<T>> elements)
        {
            if (elements.Count == 0 || !elements[0].HasTimestamp)
            {
                return;
            }

            var youngest = long.MinValue;
            foreach (var element in elements)
            {
                youngest = Math.Max(youngest, element.Timestamp);
            }

            if (youngest >= long.MinValue + length)
            {
                var limit = youngest - length;
                elements.RemoveAll(element => element.Timestamp <= limit);
            }
        }
    }
}
