using System.Collections;
using System.Globalization;
using System.Text.Json;
using Flink.Core.Metrics;
using Flink.Runtime.Dispatcher.Views;

namespace Flink.Rest.Jobs;

/// <summary>How answers show accumulators: name, type and value in words.</summary>
internal static class AccumulatorJson
{
    public static void Write(Utf8JsonWriter json, string name, IEnumerable<KeyValuePair<string, IAccumulator>> accumulators)
    {
        json.WriteStartArray(name);
        foreach (var (key, accumulator) in accumulators)
        {
            json.WriteStartObject();
            json.WriteString("name", key);
            json.WriteString("type", accumulator.GetType().Name);
            json.WriteString("value", Text(accumulator.Value));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>The accumulators of many attempts, merged by name.</summary>
    public static SortedDictionary<string, IAccumulator> Merge(IEnumerable<ExecutionDetails> executions)
    {
        var merged = new SortedDictionary<string, IAccumulator>(StringComparer.Ordinal);
        foreach (var (name, accumulator) in executions.SelectMany(static one => one.Accumulators))
        {
            if (merged.TryGetValue(name, out var sum))
            {
                sum.Merge(accumulator);
            }
            else
            {
                merged.Add(name, accumulator.Copy());
            }
        }

        return merged;
    }

    private static string Text(object? value) => value switch
    {
        null => "null",
        string text => text,
        IDictionary map => $"{{{string.Join(", ", map.Keys.Cast<object>().Select(key => $"{Text(key)}={Text(map[key])}"))}}}",
        IEnumerable list => $"[{string.Join(", ", list.Cast<object?>().Select(Text))}]",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
