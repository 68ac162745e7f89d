using System.Globalization;

namespace Flink.Streaming.Windowing;

/// <summary>The records from <see cref="Start"/> until just before <see cref="End"/>.</summary>
/// <param name="Start">First timestamp, in milliseconds.</param>
/// <param name="End">The timestamp behind the last one, in milliseconds.</param>
/// <remarks>
/// Arithmetic wraps around as Flink's does: a window that would begin before <see cref="long.MinValue"/> or end behind
/// <see cref="long.MaxValue"/> has a bound of the other sign.
/// </remarks>
public readonly record struct TimeWindow(long Start, long End) : IWindow
{
    /// <inheritdoc/>
    public long MaxTimestamp => unchecked(End - 1);

    /// <summary>The start of the window of a timestamp, where windows follow each other without gaps: the largest multiple of the size, moved by the offset, that is not after it.</summary>
    /// <param name="timestamp">Any timestamp, negative and extreme ones too.</param>
    /// <param name="offset">Moves all windows; may be negative.</param>
    /// <param name="size">Length of a window; above 0.</param>
    public static long StartOf(long timestamp, long offset, long size)
    {
        // The two remainders are taken apart, since the difference of timestamp and offset may not fit.
        var past = Remainder(timestamp, size) - Remainder(offset, size);
        return unchecked(timestamp - (past < 0 ? past + size : past));
    }

    /// <summary>Whether the windows overlap or touch, and so belong to one session.</summary>
    public bool Intersects(TimeWindow other) => Start <= other.End && End >= other.Start;

    /// <summary>The smallest window that has both in it.</summary>
    public TimeWindow Cover(TimeWindow other) => new(Math.Min(Start, other.Start), Math.Max(End, other.End));

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"TimeWindow{{start={Start}, end={End}}}");

    /// <summary>Reports each run of windows that overlap or touch.</summary>
    /// <param name="windows">All windows of a key; they are put into order.</param>
    /// <param name="merger">Is told of the runs.</param>
    internal static void Merge(Span<TimeWindow> windows, IWindowMerger<TimeWindow> merger)
    {
        windows.Sort(static (left, right) => left.Start.CompareTo(right.Start));
        for (var first = 0; first < windows.Length;)
        {
            var cover = windows[first];
            var next = first + 1;
            while (next < windows.Length && cover.Intersects(windows[next]))
            {
                cover = cover.Cover(windows[next++]);
            }

            if (next - first > 1)
            {
                merger.Merge(windows[first..next], cover);
            }

            first = next;
        }
    }

    private static long Remainder(long value, long size)
    {
        var remainder = value % size;
        return remainder < 0 ? remainder + size : remainder;
    }
}
