using System.Text.Json;

namespace Flink.Rest.Jobs;

/// <summary>Flink's summary of a figure over subtasks: smallest, largest, mean, sum and quantiles, all whole numbers.</summary>
internal static class StatisticsJson
{
    public static void Write(Utf8JsonWriter json, string name, List<long> values)
    {
        values.Sort();
        json.WriteStartObject(name);
        json.WriteNumber("min", values.Count == 0 ? 0 : values[0]);
        json.WriteNumber("max", values.Count == 0 ? 0 : values[^1]);
        json.WriteNumber("avg", values.Count == 0 ? 0 : (long)values.Average());
        json.WriteNumber("sum", values.Sum());
        json.WriteNumber("median", Quantile(values, 0.5));
        json.WriteNumber("p25", Quantile(values, 0.25));
        json.WriteNumber("p75", Quantile(values, 0.75));
        json.WriteNumber("p95", Quantile(values, 0.95));
        json.WriteEndObject();
    }

    // Between the two neighbours of position q * (n + 1): the estimate of Flink's statistics library.
    private static long Quantile(List<long> sorted, double q)
    {
        if (sorted.Count == 0)
        {
            return 0;
        }

        var position = (q * (sorted.Count + 1)) - 1;
        if (position <= 0)
        {
            return sorted[0];
        }

        var below = (int)position;
        return below >= sorted.Count - 1 ? sorted[^1] : (long)(sorted[below] + ((position - below) * (sorted[below + 1] - sorted[below])));
    }
}
