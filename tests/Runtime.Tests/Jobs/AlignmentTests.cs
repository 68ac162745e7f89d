using Flink.Core;
using Flink.Core.EventTime;
using Flink.Core.Operators;
using Flink.Core.Partitioning;
using Flink.Core.Sources;
using Flink.Streaming.Sources;

namespace Flink.Runtime.Tests.Jobs;

/// <summary>Sources of one alignment group at unequal speed, in a stepped cluster whose clock the test drives. Event time is the record.</summary>
public class AlignmentTests
{
    private static readonly TimeSpan _tick = TimeSpan.FromMilliseconds(100);

    [Fact]
    public void Fast_source_stays_within_the_drift_of_the_slow_one_and_the_job_ends()
    {
        var test = new Job(drift: 1000);
        var fast = test.Add("fast", records: 20_000, perTick: 2_000);
        var slow = test.Add("slow", records: 5_000, perTick: 100);
        test.Start();

        var furthest = 0L;
        for (var i = 0; i < 200 && slow.Count < 5_000; i++)
        {
            test.Tick();

            // Readers report at one interval and hear at the next: what the fast one reads meanwhile is bounded by its speed.
            Assert.True(fast.Count <= slow.Count + 1000 + 4 * 2_000, $"{fast.Count} against {slow.Count}");
            furthest = Math.Max(furthest, fast.Count - slow.Count);
        }

        Assert.True(furthest > 500);
        Assert.True(fast.Count < 20_000);
        test.TickToEnd();
        Assert.Equal((20_000, 5_000), (fast.Count, slow.Count));
    }

    [Fact]
    public void Source_that_has_ended_holds_nobody_back()
    {
        var test = new Job(drift: 10);
        var slow = test.Add("slow", records: 10, perTick: 5);
        var fast = test.Add("fast", records: 10_000, perTick: 1_000);
        test.Start();
        test.TickToEnd();

        Assert.Equal((10, 10_000), (slow.Count, fast.Count));
    }

    [Fact]
    public void Readers_without_splits_hold_nobody_back()
    {
        var test = new Job(drift: 10);
        var few = test.Add("few", records: 3, perTick: 1, parallelism: 4);
        var many = test.Add("many", records: 5_000, perTick: 500);
        test.Start();
        test.TickToEnd();

        Assert.Equal((3, 5_000), (few.Count, many.Count));
    }

    [Fact]
    public void Source_that_is_idle_holds_nobody_back()
    {
        var test = new Job(drift: 10);
        var silent = test.Add("silent", records: 2, perTick: 1, silentFrom: 1, idleness: TimeSpan.FromMilliseconds(300));
        var busy = test.Add("busy", records: 20_000, perTick: 500);
        test.Start();
        for (var i = 0; i < 100; i++)
        {
            test.Tick();
        }

        Assert.Equal((1, 20_000), (silent.Count, busy.Count));
    }

    [Fact]
    public void Splits_of_one_reader_are_aligned_one_by_one()
    {
        var test = new Job(drift: 100);
        var one = test.Add("splits", records: 20_000, perTick: 200, canPause: true, splitSteps: [1, 10]);
        test.Start();
        for (var i = 0; i < 12; i++)
        {
            test.Tick();
        }

        // Without pausing, the second split would be ten times as far as the first.
        Assert.True(one.Positions[1] <= one.Positions[0] + 100 + 10 * 200 * 3, string.Join(' ', one.Positions));
        test.TickToEnd();
        Assert.Equal(20_000, one.Count);
        Assert.True(one.WasPaused);
    }

    [Fact]
    public void Source_that_cannot_pause_splits_is_refused_unless_that_is_allowed()
    {
        var refused = new Job(drift: 10);
        refused.Add("splits", records: 2_000, perTick: 200, canPause: false, splitSteps: [1, 10]);
        refused.Start();
        var failure = refused.TickToEnd(mayFail: true);
        Assert.Contains("cannot pause single splits", failure!.ToString(), StringComparison.Ordinal);
        Assert.Contains("allow-unaligned-source-splits", failure.ToString(), StringComparison.Ordinal);

        var allowed = new Job(drift: 10, allowUnaligned: true);
        var one = allowed.Add("splits", records: 2_000, perTick: 200, canPause: false, splitSteps: [1, 10]);
        allowed.Start();
        allowed.TickToEnd();
        Assert.Equal(2_000, one.Count);
    }

    private sealed class Job(long drift, bool allowUnaligned = false)
    {
        private readonly TestJob _job = new();
        private readonly SteppedCluster _cluster = new();
        private Runtime.JobManager.JobMaster? _master;

        public PacedSource Add(
            string name, int records, int perTick, int parallelism = 1, int silentFrom = int.MaxValue,
            TimeSpan? idleness = null, bool canPause = false, int[]? splitSteps = null)
        {
            var source = new PacedSource(records, perTick, silentFrom, canPause, splitSteps ?? [1]);
            var strategy = WatermarkStrategy.ForMonotonousTimestamps<long>()
                .WithTimestampAssigner((record, _) => record)
                .WithWatermarkAlignment("group", TimeSpan.FromMilliseconds(drift), _tick);
            strategy = idleness is { } timeout ? strategy.WithIdleness(timeout) : strategy;
            var settings = new EventTimeSettings<long>(strategy, FunctionSpec.OfObject(typeof(Identity), default(Identity)), new EventTimeOptions { Interval = _tick, AllowUnalignedSplits = allowUnaligned });
            var vertex = _job.Vertex(parallelism, new SourceOperatorFactory<long, RangeSplit>(source, settings));
            _job.Edge<long>(vertex, _job.Vertex(1, new Collected<long>()), RebalancePartitioner.Instance);
            return source;
        }

        public void Start()
        {
            _master = _cluster.Submit(_job.Build());
            _cluster.Scheduler.RunUntilIdle();
        }

        public void Tick()
        {
            _cluster.Clock.Advance(_tick);
            _cluster.Scheduler.RunUntilIdle(100_000);
        }

        public Exception? TickToEnd(bool mayFail = false)
        {
            for (var i = 0; i < 2_000 && !_master!.Result.IsCompleted; i++)
            {
                Tick();
            }

            Assert.True(_master!.Result.IsCompletedSuccessfully, $"The job stands still: {_master.Status}.");
            var failure = _master.Result.Result.Failure;
            Assert.True(mayFail || failure is null, failure?.ToString());
            return failure;
        }
    }

    private readonly struct Identity : ITimestampAssigner<long>
    {
        public long ExtractTimestamp(in long record, long recordTimestamp) => record;
    }
}
