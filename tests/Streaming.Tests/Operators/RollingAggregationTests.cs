using Flink.Core;
using Flink.Core.Functions;
using Flink.Streaming.Testing;
using Flink.Streaming.Tests.Harness;

namespace Flink.Streaming.Tests.Operators;

public class RollingAggregationTests
{
    [Theory]
    [InlineData("reduce")]
    [InlineData("sum")]
    [InlineData("min")]
    [InlineData("max")]
    [InlineData("minBy")]
    [InlineData("maxBy")]
    [InlineData("minByLast")]
    public void Results_are_those_of_apache_flink(string tag)
    {
        using var harness = new OperatorHarness<Ev, Ev>(Aggregate(tag));

        harness.Push([.. Input()]);

        Assert.Equal(Expected(tag), harness.Records.Select(record => record.ToString()));
    }

    [Theory]
    [InlineData("reduce")]
    [InlineData("sum")]
    [InlineData("minByLast")]
    public void Results_go_on_after_restoring_at_any_point(string tag)
    {
        var input = Input();
        for (var cut = 0; cut <= input.Count; cut++)
        {
            using var before = new OperatorHarness<Ev, Ev>(Aggregate(tag));
            before.Push([.. input.Take(cut)]);
            using var after = new OperatorHarness<Ev, Ev>(Aggregate(tag), new() { Restore = before.Snapshot() });
            after.Push([.. input.Skip(cut)]);

            Assert.Equal(Expected(tag), before.Records.Concat(after.Records).Select(record => record.ToString()));
        }
    }

    [Fact]
    public void Every_record_finds_its_own_key_however_many_came_with_it()
    {
        using var ofNumbers = OperatorHarness.Of((DataStream<(int Key, int Sum)> stream) => stream.KeyBy(r => r.Key).Sum(r => r.Sum), new());
        using var ofTexts = OperatorHarness.Of((DataStream<(string Key, int Sum)> stream) => stream.KeyBy(r => r.Key).Sum(r => r.Sum), new());
        var random = new Random(1);
        var expected = new Dictionary<int, int>();
        var results = new List<(int Key, int Sum)>();
        foreach (var count in (int[])[.. Enumerable.Range(1, 100), 1000])
        {
            (int Key, int Sum)[] records = [.. Enumerable.Range(0, count).Select(_ => (random.Next(50), random.Next(1000)))];
            foreach (var (key, value) in records)
            {
                results.Add((key, expected[key] = expected.GetValueOrDefault(key) + value));
            }

            ofNumbers.Push(records);
            ofTexts.Push([.. records.Select(r => ($"key {r.Key}", r.Sum))]);
        }

        Assert.Equal(results, ofNumbers.Records);
        Assert.Equal(results.Select(r => ($"key {r.Key}", r.Sum)), ofTexts.Records);
    }

    [Fact]
    public void State_moves_with_its_key_groups_when_the_job_is_rescaled()
    {
        (int Key, int Sum)[] records = [.. Enumerable.Range(0, 500).Select(i => (i, 1))];
        HarnessSnapshot? state = null;
        var sum = 0;
        foreach (var parallelism in (int[])[1, 2, 3, 1])
        {
            using var harness = OperatorHarness.Of(
                (DataStream<(int Key, int Sum)> stream) => stream.KeyBy(r => r.Key).Sum(r => r.Sum), new() { Parallelism = parallelism, Restore = state });
            sum++;
            Assert.All(harness.Push(records).Records, r => Assert.Equal(sum, r.Sum));
            Assert.Equal(500, harness.Records.Count);
            state = harness.Snapshot();
        }
    }

    [Fact]
    public void Object_that_the_next_operator_changes_does_not_change_the_state()
    {
        var stream = Program.NewEnvironment().Read<Box>().KeyBy(b => b.Key).Reduce((a, b) =>
        {
            a.Total += b.Total;
            return a;
        });
        using var harness = new OperatorHarness<Box, Box>(stream) { Output = { Downstream = box => box.Total += 1000 } };

        harness.Push(new Box { Key = 1, Total = 1 }).Push(new Box { Key = 1, Total = 2 }).Push(new Box { Key = 1, Total = 3 });

        Assert.Equal([1001, 1003, 1006], harness.Records.Select(box => box.Total));
    }

    [Fact]
    public void Sum_of_an_object_leaves_the_objects_as_they_are()
    {
        using var harness = new OperatorHarness<Box, Box>(Program.NewEnvironment().Read<Box>().KeyBy(b => b.Key).Sum(b => b.Total));
        Box[] boxes = [new() { Key = 1, Total = 1 }, new() { Key = 1, Total = 2 }];

        harness.Push(boxes);

        Assert.Equal([1, 3], harness.Records.Select(box => box.Total));
        Assert.Equal([1, 2], boxes.Select(box => box.Total));
    }

    [Fact]
    public void Null_key_is_an_error_that_names_the_stream()
    {
        using var harness = new OperatorHarness<Ev, Ev>(Aggregate("sum"));

        var error = Assert.Throws<FlinkException>(() => harness.Push(new Ev(null!, 0, 0, "")));

        Assert.Contains("Keyed Aggregation", error.Message, StringComparison.Ordinal);
        Assert.Contains("null", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Struct_selector_and_reducer_are_used_as_they_are()
    {
        var stream = Program.NewEnvironment().Read<Ev>().KeyBy(new ByKey()).Reduce(new AddValues());
        using var harness = new OperatorHarness<Ev, Ev>(stream);

        harness.Push(new Ev("x", 1, 2, "a"), new Ev("x", 2, 3, "b"));

        Assert.Equal([2L, 5L], harness.Records.Select(record => record.Value));
    }

    private static OperatorStream<Ev> Aggregate(string tag)
    {
        var keyed = Program.NewEnvironment().Read<Ev>().KeyBy(e => e.Key);
        return tag switch
        {
            "reduce" => keyed.Reduce((a, b) => new Ev(a.Key, Math.Max(a.Ts, b.Ts), a.Value + b.Value, a.Text + b.Text)),
            "sum" => keyed.Sum(e => e.Value),
            "min" => keyed.Min(e => e.Value),
            "max" => keyed.Max(e => e.Value),
            "minBy" => keyed.MinBy(e => e.Value),
            "maxBy" => keyed.MaxBy(e => e.Value),
            "minByLast" => keyed.MinBy(e => e.Value, first: false),
            _ => throw new ArgumentException($"The case has no tag '{tag}'.", nameof(tag)),
        };
    }

    private static List<Ev> Input() =>
    [
        .. GoldenCase.Lines("rolling-aggregations", "input.csv").Skip(1).Select(line => line.Split(','))
            .Select(f => new Ev(f[2], long.Parse(f[3], null), long.Parse(f[4], null), f[5])),
    ];

    private static List<string> Expected(string tag) =>
    [
        .. GoldenCase.Lines("rolling-aggregations", "expected.csv").Where(line => line.StartsWith(tag + ",", StringComparison.Ordinal))
            .Select(line => line[(tag.Length + 1)..]),
    ];

    public record Ev(string Key, long Ts, long Value, string Text)
    {
        public override string ToString() => $"{Key}@{Ts}={Value}:{Text}";
    }

    public sealed class Box
    {
        public int Key { get; set; }

        public int Total { get; set; }
    }

    private readonly struct ByKey : IKeySelector<Ev, string>
    {
        public string GetKey(in Ev record) => record.Key;
    }

    private readonly struct AddValues : IReduceFunction<Ev>
    {
        public Ev Reduce(in Ev reduced, in Ev next) => reduced with { Value = reduced.Value + next.Value };
    }
}
