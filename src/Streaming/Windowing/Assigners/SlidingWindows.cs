namespace Flink.Streaming.Windowing.Assigners;

/// <summary>Which of the windows that begin at regular distances a time is in.</summary>
internal static class SlidingWindows
{
    /// <summary>Adds the windows of a time, from the latest to the earliest.</summary>
    public static void AddTo(List<TimeWindow> windows, long time, long size, long slide, long offset)
    {
        var start = TimeWindow.StartOf(time, offset, slide);

        // Counted in the distance to the time: at the ends of the range of timestamps starts wrap around.
        for (var distance = unchecked(time - start); distance < size; distance += slide)
        {
            windows.Add(unchecked(new TimeWindow(start, start + size)));
            start = unchecked(start - slide);
        }
    }
}
