using Flink.Core.Types;
using Flink.Core.Types.Keys;
using Flink.Streaming.State;
using Flink.Streaming.Tests.Harness;
using Flink.Streaming.Windowing;
using Flink.Streaming.Windowing.Assigners;
using Flink.Streaming.Windowing.Operators;

namespace Flink.Streaming.Tests.Windowing;

public sealed class MergingWindowsTests : IDisposable
{
    private readonly TableSpace _space = new(new HarnessMemory(), 128, KeyGroups.RangeOf(0, 128, 1));
    private readonly Merges _merges = new();
    private readonly MergingWindows<int, TimeWindow, IntegerKeyComparer<int>, TimeWindowComparer> _windows;

    public MergingWindowsTests() => _windows = new(EventTimeSessionWindows.WithGap(TimeSpan.FromMilliseconds(3)), _merges, _space);

    public void Dispose() => _space.Dispose();

    [Fact]
    public void Contents_stay_under_the_window_of_the_first_record()
    {
        Assert.Equal((new TimeWindow(0, 4), new TimeWindow(0, 4)), Add(0, 4));
        Assert.Equal((new TimeWindow(0, 5), new TimeWindow(0, 4)), Add(1, 5));
        Assert.Equal((new TimeWindow(10, 15), new TimeWindow(10, 15)), Add(10, 15));
        Assert.Equal((new TimeWindow(8, 15), new TimeWindow(10, 15)), Add(8, 12));

        Assert.Equal(["(0,5) of (0,4), state (0,4)", "(8,15) of (10,15), state (10,15)"], _merges.Calls);
    }

    [Fact]
    public void Window_that_joins_two_gives_them_the_state_of_the_earlier()
    {
        Add(0, 4);
        Add(10, 14);

        Assert.Equal((new TimeWindow(0, 14), new TimeWindow(0, 4)), Add(4, 10));
        Assert.Equal(["(0,14) of (0,4) (10,14), state (0,4) with (10,14)"], _merges.Calls);
    }

    [Fact]
    public void Window_within_another_one_merges_nothing()
    {
        Add(0, 10);

        Assert.Equal((new TimeWindow(0, 10), new TimeWindow(0, 10)), Add(3, 6));
        Assert.Equal((new TimeWindow(0, 10), new TimeWindow(0, 10)), Add(0, 10));
        Assert.Empty(_merges.Calls);
    }

    [Fact]
    public void Record_that_finds_a_merged_window_unchanged_finds_its_contents()
    {
        Add(0, 4);
        Add(2, 8);

        Assert.Equal((new TimeWindow(0, 8), new TimeWindow(0, 4)), Add(0, 8));
    }

    [Fact]
    public void Keys_have_windows_of_their_own_and_forget_them()
    {
        Add(0, 4);
        _windows.Add(2, 2, new TimeWindow(1, 5), out _);

        Assert.True(_windows.TryGetStateWindow(1, 1, new TimeWindow(0, 4), out _));
        Assert.False(_windows.TryGetStateWindow(2, 2, new TimeWindow(0, 4), out _));
        _windows.Retire(1, 1, new TimeWindow(0, 4));
        Assert.False(_windows.TryGetStateWindow(1, 1, new TimeWindow(0, 4), out _));
        Assert.True(_windows.TryGetStateWindow(2, 2, new TimeWindow(1, 5), out _));
    }

    private (TimeWindow Window, TimeWindow StateWindow) Add(long start, long end)
    {
        var window = _windows.Add(1, 1, new TimeWindow(start, end), out var stateWindow);
        return (window, stateWindow);
    }

    private sealed class Merges : IWindowMergeTarget<TimeWindow>
    {
        public List<string> Calls { get; } = [];

        public void OnMerge(in TimeWindow result, List<TimeWindow> merged, in TimeWindow stateWindow, List<TimeWindow> mergedStateWindows) =>
            Calls.Add($"{Show(result)} of {Show([.. merged])}, state {Show(stateWindow)}"
                + (mergedStateWindows.Count > 0 ? $" with {Show([.. mergedStateWindows])}" : ""));

        private static string Show(params TimeWindow[] windows) => string.Join(' ', windows.Select(window => $"({window.Start},{window.End})"));
    }
}
