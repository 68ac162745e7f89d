namespace Flink.Streaming.Windowing.Slices;

/// <summary>How time is cut into slices, such that every window is a run of whole slices.</summary>
/// <param name="Size">Length of a window, milliseconds.</param>
/// <param name="Slide">Distance of the starts of windows, milliseconds.</param>
/// <param name="Offset">Moves all starts, milliseconds.</param>
/// <remarks>
/// <para>Where windows do not overlap, a slice is a window. Where they do, slices are cut at the starts and at the ends of windows:
/// one slice for each slide when the size is a multiple of it, else two (the paired windows of Krishnamurthy et al.).</para>
/// <para>Bounds of shared slices stop at the ends of the range of timestamps; a window that would end behind it never fires. Bounds
/// of windows that are slices wrap around, as those of <see cref="TimeWindow"/> do.</para>
/// </remarks>
internal readonly record struct SliceLayout(long Size, long Slide, long Offset)
{
    /// <summary>Length of the first slice of a pair; 0 where slices are whole slides.</summary>
    private readonly long _cut = Slide < Size ? Size % Slide : 0;

    /// <summary>Whether windows overlap, and so share slices.</summary>
    public bool IsShared => Slide < Size;

    /// <summary>The last timestamp of which no window ends behind the end of time.</summary>
    public long LastWhole => long.MaxValue - Size;

    /// <summary>Slices of a window, where they are shared.</summary>
    public long SlicesPerWindow => Size / Slide * (_cut == 0 ? 1 : 2) + (_cut == 0 ? 0 : 1);

    /// <summary>The slice of a timestamp.</summary>
    /// <returns>False for a timestamp that is in no window.</returns>
    public bool TryFind(long timestamp, out long start, out long end)
    {
        var slideStart = TimeWindow.StartOf(timestamp, Offset, Slide);
        var past = unchecked(timestamp - slideStart);
        if (!IsShared)
        {
            (start, end) = unchecked((slideStart, slideStart + Size));
            return past < Size;
        }

        var isSecond = past >= _cut;
        var from = isSecond ? _cut : 0;
        start = Back(timestamp, past - from);
        end = Forward(timestamp, (isSecond ? Slide : _cut) - past);
        return true;
    }

    /// <summary>The first window end that is not before a time; false when there is none in the range of timestamps.</summary>
    public bool TryWindowEndFrom(long time, out long end)
    {
        // Ends of windows are starts moved by the size.
        var last = WindowEndUpTo(time);
        end = last == time ? time : Forward(last, Slide);
        return last == time || end - last == Slide;
    }

    /// <summary>The last window end that is not behind a time; <see cref="long.MinValue"/> when that would be before all timestamps.</summary>
    public long WindowEndUpTo(long time) => Back(time, unchecked(time - TimeWindow.StartOf(time, Offset + _cut, Slide)));

    /// <summary>The end of the last window that a shared slice is part of; stops at the end of time.</summary>
    public long LastWindowEnd(long sliceStart) => Forward(sliceStart, Size - unchecked(sliceStart - TimeWindow.StartOf(sliceStart, Offset, Slide)));

    /// <summary>Start of the window with an end, or the first timestamp where that is before all.</summary>
    public long WindowStart(long end) => Back(end, Size);

    private static long Forward(long time, long by) => time > long.MaxValue - by ? long.MaxValue : time + by;

    private static long Back(long time, long by) => time < long.MinValue + by ? long.MinValue : time - by;
}
