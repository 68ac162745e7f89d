using CsCheck;
using Flink.Core.EventTime;
using Flink.Core.Records;

namespace Flink.Core.Tests.EventTime;

/// <summary>A record is its own timestamp; a batch is filled in runs of splits as a reader does it.</summary>
public class SourceEventTimeTests
{
    private static readonly WatermarkStrategy<long> _monotonous = WatermarkStrategy.ForMonotonousTimestamps<long>();

    // Emits each timestamp but odd ones, from the record itself; negative ones mark idle.
    private static readonly WatermarkStrategy<long> _punctuated = WatermarkStrategy.ForGenerator<long>(_ => new Punctuated());

    private readonly ClockContext _context = new();
    private readonly Events _events = new();

    [Fact]
    public void Slowest_split_decides_and_ended_splits_do_not_count()
    {
        var time = Make(_monotonous);
        time.AddSplit("a");
        time.AddSplit("b");
        Poll(time, ("a", [10, 20]));
        Assert.Equal("10 20", Periodic(time));

        Poll(time, ("b", [5]));
        Assert.Equal("5 W4", Periodic(time));

        // All of "b" is before the watermark that its end lets through; the records of "a" after it are not.
        Poll(time, ("b", [7]), ("b", null), ("a", [30]));
        Assert.Equal("7 W19 30", _events.Take());
        Assert.Equal("W29", Periodic(time));
        time.Finish();
        Assert.Equal("end", _events.Take());
    }

    [Fact]
    public void Split_counts_from_its_assignment_on()
    {
        var time = Make(_monotonous);
        time.AddSplit("a");
        time.AddSplit("unread");
        Poll(time, ("a", [10]));
        Assert.Equal("10", Periodic(time));
        time.EndSplit("unread", 0);
        Poll(time, ("a", [11]));
        Assert.Equal("W9 11", _events.Take());
    }

    [Fact]
    public void Watermark_of_a_record_follows_that_record()
    {
        var time = Make(_punctuated);
        Poll(time, ("a", [1, 2, 3, 4, 5]));
        Assert.Equal("1 2 W2 3 4 W4 5", _events.Take());
    }

    [Fact]
    public void Watermark_that_goes_backwards_is_ignored()
    {
        var time = Make(_punctuated);
        Poll(time, ("a", [4, 2, 4, 6]));
        Assert.Equal("4 W4 2 4 6 W6", _events.Take());
    }

    [Fact]
    public void Records_of_no_split_speak_for_the_reader()
    {
        var time = Make(_monotonous);
        var batch = new Batch<long>(8);
        batch.Add(3, 3);
        time.Process(batch);
        Assert.Equal("3 W2", Periodic(time));
    }

    [Fact]
    public void Idle_split_does_not_hold_back_the_others_and_an_idle_reader_says_so()
    {
        var time = Make(_monotonous.WithIdleness(TimeSpan.FromMilliseconds(500)));
        time.AddSplit("a");
        time.AddSplit("b");
        Poll(time, ("a", [10]), ("b", [3]));
        Assert.Equal("10 3 W2", Periodic(time));
        for (var i = 0; i < 5; i++)
        {
            Poll(time, ("a", [11 + i]));
            _events.Take();
            Periodic(time, 200);
        }

        Assert.Equal(14, time.Time);
        for (var i = 0; i < 5; i++)
        {
            Periodic(time, 200);
        }

        Assert.True(time.IsIdle);
        Poll(time, ("b", [4]));
        Assert.Equal("4", Periodic(time));
        Poll(time, ("b", [40]));
        Assert.Equal("40 Active W39", Periodic(time));
        time.Finish();
        Assert.Equal("end", _events.Take());
    }

    [Fact]
    public void Reader_is_idle_as_soon_as_the_generators_of_all_splits_say_so()
    {
        var time = Make(_punctuated);
        time.AddSplit("a");
        time.AddSplit("b");
        Poll(time, ("a", [2, -1]));
        Assert.Equal("2 -1", _events.Take());
        Poll(time, ("b", [-3]));
        Assert.Equal("-3 Idle", _events.Take());
    }

    [Fact]
    public void Idle_source_becomes_active_before_it_ends()
    {
        var time = Make(_monotonous.WithIdleness(TimeSpan.FromMilliseconds(100)));
        Periodic(time);
        Assert.Equal("Idle", Periodic(time, 101));
        time.Finish();
        Assert.Equal("Active end", _events.Take());
    }

    [Fact]
    public void Time_in_which_the_reader_is_kept_waiting_is_not_idleness()
    {
        var time = Make(_monotonous.WithIdleness(TimeSpan.FromMilliseconds(500)));
        time.AddSplit("a");
        for (var i = 0; i < 10; i++)
        {
            _context.Time.Advance(TimeSpan.FromMilliseconds(200));
            time.EmitPeriodic(wasKeptWaiting: true);
        }

        Assert.False(time.IsIdle);
    }

    [Fact]
    public void Reader_between_two_splits_is_not_idle()
    {
        var time = Make(_monotonous.WithIdleness(TimeSpan.FromMilliseconds(500)));
        time.AddSplit("a");
        for (var i = 0; i < 10; i++)
        {
            Poll(time, ("a", [i]));
            Periodic(time, 200);
        }

        Poll(time, ("a", null));
        Periodic(time, 200);
        Assert.False(time.IsIdle);
        Periodic(time, 200);
        Periodic(time, 501);
        Assert.True(time.IsIdle);
    }

    [Fact]
    public void Whatever_the_batches_are_the_watermarks_stand_where_a_record_at_a_time_puts_them() =>
        Gen.Select(Gen.Int[0, 2], Gen.Long[1, 60], Gen.Int[0, 8]).Array[1, 60].Sample(steps =>
        {
            string Run(int size)
            {
                // Samples run side by side.
                var events = new Events();
                var time = new SourceEventTime<long>(Settings(_punctuated), new ClockContext(), events);
                time.AddSplit("0");
                time.AddSplit("1");
                time.AddSplit("2");
                var ended = new HashSet<int>();
                for (var i = 0; i < steps.Length; i += size)
                {
                    Poll(time, [.. steps.Skip(i).Take(size).Where(step => !ended.Contains(step.Item1)).SelectMany(step => Parts(step, ended))]);
                }

                return events.Take();
            }

            Assert.Equal(Run(1), Run(7));
            Assert.Equal(Run(1), Run(60));
        });

    private static IEnumerable<(string, long[]?)> Parts((int Split, long Time, int Kind) step, HashSet<int> ended)
    {
        if (ended.Contains(step.Split))
        {
            yield break;
        }

        yield return ($"{step.Split}", [step.Time]);
        if (step.Kind == 0)
        {
            ended.Add(step.Split);
            yield return ($"{step.Split}", null);
        }
    }

    private static EventTimeSettings<long> Settings(WatermarkStrategy<long> strategy) => new(strategy, null, new EventTimeOptions { Interval = TimeSpan.FromMilliseconds(200) });

    private SourceEventTime<long> Make(WatermarkStrategy<long> strategy) => new(Settings(strategy), _context, _events);

    private static void Poll(SourceEventTime<long> time, params (string Split, long[]? Records)[] runs)
    {
        var batch = new Batch<long>(1024);
        foreach (var (split, records) in runs)
        {
            if (records is null)
            {
                time.EndSplit(split, batch.Count);
                continue;
            }

            time.BeginSplit(split, batch.Count);
            Array.ForEach(records, record => batch.Add(in record, record));
        }

        time.Process(batch);
    }

    private string Periodic(SourceEventTime<long> time, int advance = 0)
    {
        _context.Time.Advance(TimeSpan.FromMilliseconds(advance));
        time.EmitPeriodic(wasKeptWaiting: false);
        return _events.Take();
    }

    private sealed class Punctuated : IWatermarkGenerator<long>
    {
        public void OnEvent(in long record, long timestamp, IWatermarkOutput output)
        {
            if (record < 0)
            {
                output.MarkIdle();
            }
            else if (record % 2 == 0)
            {
                output.EmitWatermark(timestamp);
            }
        }

        public void OnPeriodicEmit(IWatermarkOutput output)
        {
        }
    }
}
