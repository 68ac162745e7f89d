using Flink.Local.Tests.Harness;
using Flink.Streaming;

namespace Flink.Local.Tests.Transformations;

public class RollingAggregationTests
{
    public static TheoryData<string, int> Cases()
    {
        var cases = new TheoryData<string, int>();
        foreach (var tag in new[] { "reduce", "sum", "min", "max", "minBy", "maxBy", "minByLast" })
        {
            foreach (var parallelism in new[] { 1, 2, 4 })
            {
                cases.Add(tag, parallelism);
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Results_are_those_of_apache_flink_at_any_parallelism(string tag, int parallelism)
    {
        var results = await Aggregate(tag, Programs.NewEnvironment(parallelism)).CollectAsync();

        var expected = Golden.Lines("rolling-aggregations", "expected.csv").Where(line => line.StartsWith(tag + ",", StringComparison.Ordinal))
            .Select(line => line[(tag.Length + 1)..]).ToArray();
        var actual = results.Select(record => $"{record.Key}@{record.Ts}={record.Value}:{record.Text}").ToArray();
        Assert.Equal(expected.Order(StringComparer.Ordinal), actual.Order(StringComparer.Ordinal));
        foreach (var key in results.Select(record => record.Key).Distinct())
        {
            Assert.Equal(expected.Where(line => line.StartsWith(key + "@", StringComparison.Ordinal)), actual.Where(line => line.StartsWith(key + "@", StringComparison.Ordinal)));
        }
    }

    private static OperatorStream<Event> Aggregate(string tag, StreamExecutionEnvironment environment)
    {
        var input = Golden.Lines("rolling-aggregations", "input.csv").Skip(1).Select(line => line.Split(','))
            .Select(fields => new Event(fields[2], long.Parse(fields[3], null), long.Parse(fields[4], null), fields[5]));
        var keyed = environment.FromCollection(input).KeyBy(record => record.Key);
        return tag switch
        {
            "reduce" => keyed.Reduce((a, b) => new Event(a.Key, Math.Max(a.Ts, b.Ts), a.Value + b.Value, a.Text + b.Text)),
            "sum" => keyed.Sum(record => record.Value),
            "min" => keyed.Min(record => record.Value),
            "max" => keyed.Max(record => record.Value),
            "minBy" => keyed.MinBy(record => record.Value),
            "maxBy" => keyed.MaxBy(record => record.Value),
            "minByLast" => keyed.MinBy(record => record.Value, first: false),
            _ => throw new ArgumentException($"The case has no tag '{tag}'.", nameof(tag)),
        };
    }

    public sealed record Event(string Key, long Ts, long Value, string Text);
}
