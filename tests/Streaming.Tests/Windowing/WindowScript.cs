using Flink.Core.Records;
using Flink.Streaming.Testing;
using Flink.Streaming.Tests.Harness;

namespace Flink.Streaming.Tests.Windowing;

/// <summary>Feeds recorded input to windows, and compares what comes out.</summary>
internal static class WindowScript
{
    public static void Play(OperatorHarness<GoldenEvent, string> harness, IEnumerable<GoldenEvent> input)
    {
        foreach (var one in input)
        {
            if (one.Kind == "wm")
            {
                harness.PushWatermark(one.Ts);
            }
            else
            {
                harness.PushAt(one.Ts, one);
            }
        }
    }

    /// <summary>Goes on in a harness that was restored. The watermark is not part of a snapshot, in Apache Flink neither: sources send it again.</summary>
    public static void Resume(OperatorHarness<GoldenEvent, string> harness, List<GoldenEvent> input, int cut)
    {
        if (input.Take(cut).LastOrDefault(one => one.Kind == "wm") is { } watermark)
        {
            harness.PushWatermark(watermark.Ts);
        }

        Assert.Empty(harness.Records);
        Play(harness, input.Skip(cut));
    }

    /// <summary>The same lines, in the same order for each first field, which is the key.</summary>
    public static void AssertSame(IReadOnlyList<string> expected, IEnumerable<string> actual)
    {
        static string Key(string line) => line.Split(',', '@')[0];
        Assert.Equal(expected.OrderBy(Key, StringComparer.Ordinal), actual.OrderBy(Key, StringComparer.Ordinal));
    }

    public static string Show(GoldenEvent record) => $"{record.Key}@{record.Ts}={record.Value}";

    public static string Show(long watermark) => watermark == Watermark.Max.Time ? "9223372036854775807" : $"{watermark}";
}
