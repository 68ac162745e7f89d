using Flink.Benchmarks.Harness;
using Flink.Benchmarks.Records;
using Flink.Core.EventTime;
using Flink.Streaming.Windowing;
using Flink.Streaming.Windowing.Assigners;

namespace Flink.Benchmarks.Jobs;

/// <summary>What a windowed job allocates a record: the difference of a long and a short job, so that what a job allocates once does not count.</summary>
internal static class WindowAllocationJob
{
    private static readonly ReadingStream Stream = new(Keys: 100_000);

    /// <summary>Measures it.</summary>
    /// <param name="effort">How many records.</param>
    /// <param name="windows">The windows.</param>
    /// <param name="longerBy">How much longer the long job is: so much that a batch or a block more, which is kept, is not taken for something that each record costs.</param>
    public static Measurement Measure(Effort effort, Func<WindowAssigner<TimeWindow>> windows, int longerBy)
    {
        var records = WindowScale.Records(effort, WindowScale.FullRecords);
        Bytes(records, windows());
        var shortRun = Bytes(records, windows());
        var longRun = Bytes(longerBy * records, windows());
        return new Measurement(Math.Max(0, longRun - shortRun) / (double)((longerBy - 1) * records), 0);
    }

    private static long Bytes(long records, WindowAssigner<TimeWindow> windows)
    {
        var before = GC.GetTotalAllocatedBytes(precise: true);
        WindowJobs.Of(records, Stream, windows).Run();
        return GC.GetTotalAllocatedBytes(precise: true) - before;
    }
}
