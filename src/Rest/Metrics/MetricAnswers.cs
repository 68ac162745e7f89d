using System.Globalization;
using System.Text.Json;
using Flink.Rest.Json;
using Flink.Rest.Routing;

namespace Flink.Rest.Metrics;

/// <summary>Flink's forms of metrics: ids alone, values of those that were asked for, and values over several subtasks, jobs or TaskManagers.</summary>
internal static class MetricAnswers
{
    private static readonly string[] _aggregations = ["min", "max", "avg", "sum", "skew"];

    /// <summary>Ids, or with <c>?get=</c> ids and values; unknown ones are left out.</summary>
    public static async Task AnswerAsync(RestRequest request, Func<MetricTree, IEnumerable<KeyValuePair<string, double>>?> find)
    {
        var wanted = request.QueryList("get");
        var found = await request.Metrics.ReadAsync(tree => find(tree)?.ToArray() ?? [], request.Aborted).ConfigureAwait(false);
        await (wanted is null
            ? AnswerIdsAsync(request, found.Select(static pair => pair.Key))
            : AnswerValuesAsync(request, wanted, new Dictionary<string, double>(found, StringComparer.Ordinal))).ConfigureAwait(false);
    }

    /// <summary>Ids, or with <c>?get=</c> the <c>?agg=</c> of them (all when not given).</summary>
    public static async Task AnswerAggregatedAsync(RestRequest request, Func<MetricTree, IEnumerable<Dictionary<string, double>>> find)
    {
        var aggregations = request.QueryList("agg") ?? _aggregations;
        if (aggregations.FirstOrDefault(static one => !_aggregations.Contains(one)) is { } unknown)
        {
            throw RestException.BadParameter("query", "agg", unknown);
        }

        var wanted = request.QueryList("get");
        if (wanted is null)
        {
            var ids = await request.Metrics.ReadAsync(
                tree => find(tree).SelectMany(static one => one.Keys).Distinct(StringComparer.Ordinal).ToArray(), request.Aborted).ConfigureAwait(false);
            await AnswerIdsAsync(request, ids).ConfigureAwait(false);
            return;
        }

        var values = await request.Metrics.ReadAsync(tree => Gather(find(tree), wanted), request.Aborted).ConfigureAwait(false);
        await request.AnswerAsync(json =>
        {
            json.WriteStartArray();
            foreach (var (id, all) in values.Where(static pair => pair.Values.Count > 0))
            {
                WriteAggregated(json, id, all, aggregations);
            }

            json.WriteEndArray();
        }).ConfigureAwait(false);
    }

    /// <summary>A value as Flink prints it in answers.</summary>
    public static string Text(double value) =>
        double.IsInteger(value) && Math.Abs(value) < 1e18
            ? ((long)value).ToString(CultureInfo.InvariantCulture)
            : value.ToString("R", CultureInfo.InvariantCulture);

    private static List<(string Id, List<double> Values)> Gather(IEnumerable<Dictionary<string, double>> all, IReadOnlyList<string> wanted)
    {
        List<(string Id, List<double> Values)> values = [.. wanted.Distinct(StringComparer.Ordinal).Select(static id => (id, new List<double>()))];
        foreach (var one in all)
        {
            foreach (var (id, list) in values)
            {
                if (one.TryGetValue(id, out var value))
                {
                    list.Add(value);
                }
            }
        }

        return values;
    }

    private static void WriteAggregated(Utf8JsonWriter json, string id, List<double> values, IReadOnlyList<string> aggregations)
    {
        json.WriteStartObject();
        json.WriteString("id", id);
        foreach (var aggregation in _aggregations.Where(aggregations.Contains))
        {
            json.WriteFloat(aggregation, aggregation switch
            {
                "min" => values.Min(),
                "max" => values.Max(),
                "avg" => values.Average(),
                "sum" => values.Sum(),
                _ => Skew(values),
            });
        }

        json.WriteEndObject();
    }

    /// <summary>The mean distance from the mean, in per cent of it.</summary>
    private static double Skew(List<double> values)
    {
        var mean = values.Average();
        return mean == 0 ? 0 : values.Average(value => Math.Abs(value - mean)) / mean * 100;
    }

    private static Task AnswerIdsAsync(RestRequest request, IEnumerable<string> ids) => request.AnswerAsync(json =>
    {
        json.WriteStartArray();
        foreach (var id in ids)
        {
            json.WriteStartObject();
            json.WriteString("id", id);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    private static Task AnswerValuesAsync(RestRequest request, IReadOnlyList<string> wanted, Dictionary<string, double> values) => request.AnswerAsync(json =>
    {
        json.WriteStartArray();
        foreach (var id in wanted.Distinct(StringComparer.Ordinal))
        {
            if (values.TryGetValue(id, out var value))
            {
                json.WriteStartObject();
                json.WriteString("id", id);
                json.WriteString("value", Text(value));
                json.WriteEndObject();
            }
        }

        json.WriteEndArray();
    });
}
