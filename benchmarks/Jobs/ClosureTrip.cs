using System.Diagnostics;
using Flink.Benchmarks.Harness;
using Flink.Core.Closures;

namespace Flink.Benchmarks.Jobs;

/// <summary>A lambda with fifty captured objects - classes with fields, text, lists, a dictionary, delegates - on its way to a task, warm.</summary>
internal static class ClosureTrip
{
    private const int Objects = 50;
    private const int FullRounds = 2_000;
    private const int SmokeRounds = 3;

    public static Measurement Write(Effort effort)
    {
        var function = Function();
        return Median(effort, () => ClosureSerializer.Write(function, "Benchmark"));
    }

    public static Measurement Read(Effort effort)
    {
        var sent = ClosureSerializer.Write(Function(), "Benchmark");
        var types = TypeResolver.Of(sent.Assemblies);
        return Median(effort, () => ClosureSerializer.Read(sent.Bytes, types));
    }

    private static Measurement Median(Effort effort, Func<object?> trip)
    {
        var rounds = effort == Effort.Full ? FullRounds : SmokeRounds;
        var times = new double[rounds];
        for (var i = -rounds; i < rounds; i++)
        {
            var start = Stopwatch.GetTimestamp();
            GC.KeepAlive(trip());
            times[Math.Max(0, i)] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        }

        return new Measurement(Statistics.Median(times), 0);
    }

    private static Func<int, double> Function()
    {
        var rules = new List<Rule>();
        var byName = new Dictionary<string, Rule>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < Objects; i++)
        {
            var limit = i * 1.5;
            var rule = new Rule { Name = $"rule {i}", Limit = limit, From = new DateTime(2024, 1, 1).AddDays(i), Applies = number => number > limit };
            rules.Add(rule);
            byName[rule.Name] = rule;
        }

        return number => rules.Where(rule => rule.Applies(number)).Sum(rule => byName[rule.Name].Limit);
    }

    private sealed class Rule
    {
        public required string Name { get; init; }

        public required double Limit { get; init; }

        public required DateTime From { get; init; }

        public required Func<double, bool> Applies { get; init; }
    }
}
