using System.Globalization;
using Flink.Core.EventTime;
using Flink.Core.Functions;
using Flink.Core.Operators;
using Flink.Core.Records;
using Flink.Streaming.Tests.Harness;
using Flink.Streaming.Tests.Timers;

namespace Flink.Streaming.Tests.Operators;

public class TimestampsAndWatermarksTests
{
    private static readonly WatermarkStrategy<long> _monotonous = WatermarkStrategy.ForMonotonousTimestamps<long>();

    public static TheoryData<string> Forms => ["by value", "by reference", "struct", "class"];

    [Theory]
    [MemberData(nameof(Forms))]
    public void Timestamps_are_assigned_by_each_form_of_function(string form)
    {
        var test = new Fixture(form switch
        {
            "by value" => _monotonous.WithTimestampAssigner((record, before) => record * 10 + before),
            "by reference" => _monotonous.WithTimestampAssigner((in record, before) => record * 10 + before),
            "struct" => _monotonous.WithTimestampAssigner(default(TenfoldStruct)),
            _ => _monotonous.WithTimestampAssigner(new TenfoldClass()),
        });
        test.Push(1, 2, 3);

        Assert.Equal("1@11 2@22 3@33", test.Take());
        test.MoveTo(200);
        Assert.Equal("W32", test.Take());
    }

    [Fact]
    public void Without_assigner_records_keep_their_timestamps()
    {
        var test = new Fixture(_monotonous);
        test.Push(7);
        Assert.Equal("7@7", test.Take());
    }

    [Fact]
    public void Watermarks_come_at_intervals_and_only_when_they_advance()
    {
        var test = new Fixture(_monotonous);
        test.MoveTo(200);
        test.Push(5);
        test.MoveTo(399);
        Assert.Equal("5@5", test.Take());
        test.MoveTo(400);
        Assert.Equal("W4", test.Take());
        test.Push(3);
        test.MoveTo(600);
        Assert.Equal("3@3", test.Take());
    }

    [Fact]
    public void Watermarks_and_idleness_from_upstream_are_swallowed_but_for_the_end()
    {
        var test = new Fixture(_monotonous);
        test.Input.Process(new Watermark(1000));
        test.Input.Process(StreamStatus.Idle);
        test.Push(5);
        test.Input.Process(StreamStatus.Active);
        Assert.Equal("5@5", test.Take());

        test.Input.Process(Watermark.Max);
        test.Operator.Finish();
        Assert.Equal("end", test.Take());
    }

    [Fact]
    public void End_of_the_input_without_watermark_shows_the_last_periodic_one()
    {
        var test = new Fixture(_monotonous);
        test.Push(5);
        test.Operator.Finish();
        Assert.Equal("5@5 W4", test.Take());
    }

    [Fact]
    public void Punctuated_watermark_stands_behind_its_record_within_a_batch()
    {
        var test = new Fixture(WatermarkStrategy.ForGenerator<long>(_ => new EachTen()));
        test.Push(1, 10, 11, 20, 15);
        Assert.Equal("1@1 10@10 W10 11@11 20@20 W20 15@15", test.Take());
    }

    [Fact]
    public void Stream_without_records_is_idle_until_its_next_watermark()
    {
        var test = new Fixture(_monotonous.WithIdleness(TimeSpan.FromMilliseconds(500)));
        test.Push(5);
        for (var time = 200; time <= 1200; time += 200)
        {
            test.MoveTo(time);
        }

        Assert.Equal("5@5 W4 Idle", test.Take());
        test.Push(3);
        test.MoveTo(1400);
        Assert.Equal("3@3", test.Take());
        test.Push(9);
        test.MoveTo(1600);
        Assert.Equal("9@9 Active W8", test.Take());
    }

    [Fact]
    public void Interval_of_zero_turns_periodic_watermarks_off()
    {
        var test = new Fixture(_monotonous, TimeSpan.Zero);
        test.Push(5);
        test.MoveTo(10_000);
        Assert.Equal("5@5", test.Take());
    }

    [Fact]
    public void Alignment_is_refused_away_from_sources()
    {
        var stream = Program.NewEnvironment().Read<long>();
        var error = Assert.Throws<ArgumentException>(() =>
            stream.AssignTimestampsAndWatermarks(_monotonous.WithWatermarkAlignment("group", TimeSpan.Zero)));
        Assert.Contains("FromSource", error.Message, StringComparison.Ordinal);
    }

    private struct TenfoldStruct : ITimestampAssigner<long>
    {
        public readonly long ExtractTimestamp(in long record, long recordTimestamp) => record * 10 + recordTimestamp;
    }

    private sealed class TenfoldClass : ITimestampAssigner<long>
    {
        public long ExtractTimestamp(in long record, long recordTimestamp) => record * 10 + recordTimestamp;
    }

    private sealed class EachTen : IWatermarkGenerator<long>
    {
        public void OnEvent(in long record, long timestamp, IWatermarkOutput output)
        {
            if (record % 10 == 0)
            {
                output.EmitWatermark(timestamp);
            }
        }

        public void OnPeriodicEmit(IWatermarkOutput output)
        {
        }
    }

    /// <summary>The operator of a program; a record is its own timestamp.</summary>
    private sealed class Fixture : IInput<long>
    {
        private readonly ClockContext _context = new();
        private readonly List<string> _events = [];

        public Fixture(WatermarkStrategy<long> strategy, TimeSpan? interval = null)
        {
            var environment = Program.NewEnvironment();
            environment.Read<long>().AssignTimestampsAndWatermarks(strategy);

            // Set last: as in Apache Flink, what counts is the interval when the job graph is built.
            if (interval is { } set)
            {
                environment.SetAutoWatermarkInterval(set);
            }

            Operator = environment.GetJobGraph().OperatorNamed("Timestamps/Watermarks").Factory.Create();
            Operator.Initialize(_context);
            Operator.Connect(this);
            Operator.Open();
        }

        public Operator Operator { get; }

        public IInput<long> Input => (IInput<long>)Operator.Inputs[0];

        public void Push(params long[] records)
        {
            var batch = new Batch<long>(records.Length);
            Array.ForEach(records, record => batch.Add(in record, record));
            Input.Process(batch);
        }

        public void MoveTo(long time) => _context.MoveTo(time);

        public string Take()
        {
            var text = string.Join(' ', _events);
            _events.Clear();
            return text;
        }

        public void Process(Batch<long> batch)
        {
            for (var i = 0; i < batch.Count; i++)
            {
                _events.Add(string.Create(CultureInfo.InvariantCulture, $"{batch.Records[i]}@{batch.Timestamps[i]}"));
            }

            batch.Records.Clear();
        }

        public void Process(Watermark watermark) => _events.Add(watermark.Time == long.MaxValue ? "end" : $"W{watermark.Time}");

        public void Process(StreamStatus status) => _events.Add($"{status}");

        public void Process(LatencyMarker marker) => _events.Add("marker");
    }
}
