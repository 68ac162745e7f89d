using System.Globalization;

namespace Flink.Streaming.Tests.Harness;

/// <summary>Recorded behaviour of Apache Flink: see the README beside each case.</summary>
public static class GoldenCase
{
    public static IReadOnlyList<string> Lines(string name, string file) =>
        File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Golden", name, file));

    /// <summary>The lines of the input.</summary>
    public static List<GoldenEvent> Input(string name) =>
    [
        .. Lines(name, "input.csv").Skip(1).Select(line => line.Split(','))
            .Select(f => new GoldenEvent(f[0], f[1], f[2], Number(f[3]), Number(f[4]), f[5])),
    ];

    /// <summary>What was recorded under a tag.</summary>
    public static List<string> Expected(string name, string tag) =>
    [
        .. Lines(name, "expected.csv").Where(line => line.StartsWith(tag + ",", StringComparison.Ordinal)).Select(line => line[(tag.Length + 1)..]),
    ];

    private static long Number(string field) => field.Length == 0 ? 0 : long.Parse(field, CultureInfo.InvariantCulture);
}

/// <summary>A line of a case's input: a record or a signal of one of the streams.</summary>
public sealed record GoldenEvent(string Stream, string Kind, string Key, long Ts, long Value, string Text);
