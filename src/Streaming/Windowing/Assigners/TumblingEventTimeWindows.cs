using Flink.Streaming.Windowing.Triggers;

namespace Flink.Streaming.Windowing.Assigners;

/// <summary>Windows of one size that follow each other without gaps, by event time: each record belongs to one.</summary>
/// <remarks>Source: Flink's TumblingEventTimeWindows.</remarks>
public sealed class TumblingEventTimeWindows : TimestampWindowAssigner<TimeWindow>
{
    private TumblingEventTimeWindows(long size, long offset)
    {
        Size = size;
        Offset = offset;
    }

    /// <summary>Length of a window, milliseconds.</summary>
    public long Size { get; }

    /// <summary>Starts are multiples of the size moved by this, milliseconds.</summary>
    public long Offset { get; }

    /// <inheritdoc/>
    public override bool IsEventTime => true;

    /// <inheritdoc/>
    public override Trigger DefaultTrigger => EventTimeTrigger.Create();

    /// <summary>Windows whose starts are multiples of the size.</summary>
    /// <param name="size">Length of a window; above 0.</param>
    /// <param name="offset">Moves the starts; may be negative, and is smaller than the size: for days that begin in UTC+8, -8 hours.</param>
    /// <exception cref="ArgumentOutOfRangeException">A bound is not kept, or a length has a fraction of a millisecond.</exception>
    public static TumblingEventTimeWindows Of(TimeSpan size, TimeSpan offset = default)
    {
        var length = WindowDurations.Positive(size);
        return new TumblingEventTimeWindows(length, WindowDurations.Offset(offset, length, nameof(size)));
    }

    /// <inheritdoc/>
    public override void AssignWindows(long timestamp, WindowAssignerContext context, List<TimeWindow> windows)
    {
        ArgumentNullException.ThrowIfNull(windows);
        var start = TimeWindow.StartOf(timestamp, Offset, Size);
        windows.Add(unchecked(new TimeWindow(start, start + Size)));
    }

    /// <inheritdoc/>
    public override string ToString() => $"{nameof(TumblingEventTimeWindows)}({Size})";
}
