using System.Globalization;
using Flink.Core.Graph;
using Flink.Streaming.Testing;

namespace Flink.Streaming.Tests.Windowing;

/// <summary>Records and watermarks in an order, and what windows make of them: between two watermarks results are a set.</summary>
/// <param name="steps">A record with its timestamp, or null for a watermark.</param>
/// <param name="late">The side output of late records.</param>
internal sealed class EquivalenceScript<T>(IReadOnlyList<(long Time, T? Record)> steps, OutputTag<T> late)
    where T : struct
{
    public int Count => steps.Count;

    /// <summary>Results in their order, sorted between two watermarks.</summary>
    /// <param name="open">Opens the windows, from a snapshot where there is one, with a parallelism.</param>
    /// <param name="cut">After this step the windows go on in others that were restored, twice as many; -1 for never.</param>
    public List<string> Run(Func<HarnessSnapshot?, int, OperatorHarness<T, string>> open, int cut = -1)
    {
        List<string> results = [];
        List<string> set = [];
        var harness = open(null, 1);
        var watermark = long.MinValue;
        for (var i = 0; i < steps.Count; i++)
        {
            if (steps[i].Record is { } record)
            {
                harness.PushAt(steps[i].Time, record);
            }
            else
            {
                harness.PushWatermark(watermark = steps[i].Time);
                Take(harness, set);
                Close(set, results);
            }

            if (i == cut)
            {
                Take(harness, set);
                var restored = open(harness.Snapshot(), 2);
                harness.Dispose();
                harness = restored;
                harness.PushWatermark(watermark);
            }
        }

        harness.EndInput();
        Take(harness, set);
        Close(set, results);
        harness.Dispose();
        return results;
    }

    private void Take(OperatorHarness<T, string> harness, List<string> set)
    {
        var timestamps = harness.Timestamps;
        set.AddRange(harness.Take().Select((line, i) => string.Create(CultureInfo.InvariantCulture, $"{line}@{timestamps[i]}")));
        set.AddRange(harness.SideOutput(late).Take().Select(record => $"late {record}"));
    }

    private static void Close(List<string> set, List<string> results)
    {
        results.AddRange(set.Order(StringComparer.Ordinal));
        set.Clear();
    }
}
