using Flink.Streaming.Windowing.Triggers;

namespace Flink.Streaming.Windowing.Assigners;

/// <summary>Windows of one size that begin at regular distances, by processing time: a record belongs to all of those that its time is in.</summary>
/// <remarks>Where the slide is larger than the size, records between windows are dropped. Source: Flink's SlidingProcessingTimeWindows.</remarks>
public sealed class SlidingProcessingTimeWindows : TimestampWindowAssigner<TimeWindow>
{
    private SlidingProcessingTimeWindows(long size, long slide, long offset)
    {
        Size = size;
        Slide = slide;
        Offset = offset;
    }

    /// <summary>Length of a window, milliseconds.</summary>
    public long Size { get; }

    /// <summary>Distance of the starts of windows, milliseconds.</summary>
    public long Slide { get; }

    /// <summary>Starts are multiples of the slide moved by this, milliseconds.</summary>
    public long Offset { get; }

    /// <inheritdoc/>
    public override bool IsEventTime => false;

    /// <inheritdoc/>
    public override Trigger DefaultTrigger => ProcessingTimeTrigger.Create();

    /// <summary>Windows whose starts are multiples of the slide.</summary>
    /// <param name="size">Length of a window; above 0.</param>
    /// <param name="slide">Distance of the starts; above 0.</param>
    /// <param name="offset">Moves the starts; may be negative, and is smaller than the slide: for days that begin in UTC+8, -8 hours.</param>
    /// <exception cref="ArgumentOutOfRangeException">A bound is not kept, or a length has a fraction of a millisecond.</exception>
    public static SlidingProcessingTimeWindows Of(TimeSpan size, TimeSpan slide, TimeSpan offset = default)
    {
        var distance = WindowDurations.Positive(slide);
        return new SlidingProcessingTimeWindows(WindowDurations.Positive(size), distance, WindowDurations.Offset(offset, distance, nameof(slide)));
    }

    /// <inheritdoc/>
    /// <remarks>From the latest window to the earliest.</remarks>
    public override void AssignWindows(long timestamp, WindowAssignerContext context, List<TimeWindow> windows)
    {
        ArgumentNullException.ThrowIfNull(windows);
        ArgumentNullException.ThrowIfNull(context);
        SlidingWindows.AddTo(windows, context.CurrentProcessingTime, Size, Slide, Offset);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{nameof(SlidingProcessingTimeWindows)}({Size}, {Slide})";
}
