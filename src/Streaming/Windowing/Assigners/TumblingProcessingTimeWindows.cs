using Flink.Core.Types;
using Flink.Streaming.Windowing.Triggers;

namespace Flink.Streaming.Windowing.Assigners;

/// <summary>Windows of one size that follow each other without gaps, by processing time: each record belongs to one.</summary>
/// <remarks>Source: Flink's TumblingProcessingTimeWindows. A stagger is not part of snapshots: it is drawn anew after a restart.</remarks>
public sealed class TumblingProcessingTimeWindows : TimestampWindowAssigner<TimeWindow>
{
    private long? _staggered;

    private TumblingProcessingTimeWindows(long size, long offset, WindowStagger stagger)
    {
        Size = size;
        Offset = offset;
        Stagger = stagger;
    }

    /// <summary>Length of a window, milliseconds.</summary>
    public long Size { get; }

    /// <summary>Starts are multiples of the size moved by this, and by the stagger, milliseconds.</summary>
    public long Offset { get; }

    /// <summary>How the windows of subtasks differ.</summary>
    public WindowStagger Stagger { get; }

    /// <inheritdoc/>
    public override bool IsEventTime => false;

    /// <inheritdoc/>
    public override Trigger DefaultTrigger => ProcessingTimeTrigger.Create();

    /// <summary>Windows whose starts are multiples of the size.</summary>
    /// <param name="size">Length of a window; above 0.</param>
    /// <param name="offset">Moves the starts; may be negative, and is smaller than the size: for days that begin in UTC+8, -8 hours.</param>
    /// <param name="stagger">Moves the starts of each subtask.</param>
    /// <exception cref="ArgumentOutOfRangeException">A bound is not kept, or a length has a fraction of a millisecond.</exception>
    public static TumblingProcessingTimeWindows Of(TimeSpan size, TimeSpan offset = default, WindowStagger stagger = WindowStagger.Aligned)
    {
        var length = WindowDurations.Positive(size);
        return Enum.IsDefined(stagger)
            ? new TumblingProcessingTimeWindows(length, WindowDurations.Offset(offset, length, nameof(size)), stagger)
            : throw new ArgumentOutOfRangeException(nameof(stagger), stagger, "There is no such stagger.");
    }

    /// <inheritdoc/>
    public override void AssignWindows(long timestamp, WindowAssignerContext context, List<TimeWindow> windows)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(windows);
        var now = context.CurrentProcessingTime;
        _staggered ??= (Offset + StaggerAt(now, context.SubtaskIndex)) % Size;
        var start = TimeWindow.StartOf(now, _staggered.Value, Size);
        windows.Add(new TimeWindow(start, start + Size));
    }

    /// <inheritdoc/>
    public override string ToString() => $"{nameof(TumblingProcessingTimeWindows)}({Size})";

    private long StaggerAt(long now, int subtask) => Stagger switch
    {
        WindowStagger.Random => (long)(StableHash.Of((ulong)now ^ StableHash.Of((ulong)subtask)) % (ulong)Size),
        WindowStagger.Natural => now - TimeWindow.StartOf(now, Offset, Size),
        _ => 0,
    };
}
