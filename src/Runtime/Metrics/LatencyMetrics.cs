using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;
using Flink.Core.Graph;
using Flink.Runtime.TaskManager;
using Flink.Runtime.TaskManager.Latency;

namespace Flink.Runtime.Metrics;

/// <summary>Flink's histograms of latencies from sources to operators, in milliseconds; there are none where no job sends markers.</summary>
/// <remarks>
/// Names are <c>latency.source_id.operator_id.operator_subtask_index.latency</c> and alike, whose parts are tags too: exports have the
/// values in the tags, ids of metrics in REST have them behind their parts, as Flink's do.
/// </remarks>
internal sealed class LatencyMetrics : IDisposable
{
    /// <summary>What the names begin with.</summary>
    public const string Prefix = "latency.";

    // Those that REST shows; Prometheus' summaries of Flink have them without 0.9.
    private static readonly (double Part, string Tag, string Suffix)[] _quantiles =
    [
        (0.5, "0.5", "_median"), (0.75, "0.75", "_p75"), (0.9, "0.9", "_p90"), (0.95, "0.95", "_p95"), (0.98, "0.98", "_p98"), (0.99, "0.99", "_p99"), (0.999, "0.999", "_p999"),
    ];

    private readonly TaskManager.TaskManager _taskManager;
    private readonly KeyValuePair<string, object?>[] _process;
    private readonly LatencyGranularity _granularity;
    private readonly Meter _meter = new(new MeterOptions(TaskMetrics.MeterName) { Scope = MetricScopes.TaskManagerJob });

    public LatencyMetrics(TaskManager.TaskManager taskManager, KeyValuePair<string, object?>[] process)
    {
        _taskManager = taskManager;
        _process = process;
        _granularity = taskManager.Latency.Granularity;
        var name = Prefix + _granularity switch
        {
            LatencyGranularity.Single => "",
            LatencyGranularity.Operator => $"{MetricTags.SourceId}.",
            _ => $"{MetricTags.SourceId}.{MetricTags.SourceSubtask}.",
        } + $"{MetricTags.OperatorId}.{MetricTags.OperatorSubtask}.latency";
        _meter.CreateObservableGauge(name, ObserveQuantiles, null, "Time that markers took from a source to an operator.");
        Gauge(name + "_count", static figures => figures.Count, "Markers from a source that an operator has seen.");
        Gauge(name + "_min", static figures => figures.Min, "The shortest of the last times from a source to an operator.");
        Gauge(name + "_max", static figures => figures.Max, "The longest of the last times from a source to an operator.");
        Gauge(name + "_mean", static figures => figures.Mean, "The mean of the last times from a source to an operator.");
        Gauge(name + "_stddev", static figures => figures.StandardDeviation, "The standard deviation of the last times from a source to an operator.");
    }

    /// <summary>The name of one measurement as REST shows it: <c>latency.source_id.X.operator_id.Y.operator_subtask_index.0.latency_p99</c>.</summary>
    public static string IdOf(string name, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var id = new StringBuilder();
        foreach (var part in name.Split('.'))
        {
            id.Append(id.Length > 0 ? "." : "").Append(part);
            if (ValueOf(part, tags) is { } value)
            {
                id.Append(CultureInfo.InvariantCulture, $".{value}");
            }
        }

        var quantile = ValueOf(MetricTags.Quantile, tags) as string;
        return id.Append(Array.Find(_quantiles, one => one.Tag == quantile).Suffix).ToString();
    }

    public void Dispose() => _meter.Dispose();

    private static object? ValueOf(string tag, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (var (key, value) in tags)
        {
            if (key == tag)
            {
                return value;
            }
        }

        return null;
    }

    private void Gauge(string name, Func<LatencyFigures, double> read, string description) =>
        _meter.CreateObservableGauge(name, () => Observe().Select(one => new Measurement<double>(read(one.Figures), one.Tags)), null, description);

    private IEnumerable<Measurement<double>> ObserveQuantiles() => Observe().SelectMany(static one => _quantiles.Select(
        quantile => new Measurement<double>(one.Figures.Quantile(quantile.Part), [.. one.Tags, new(MetricTags.Quantile, quantile.Tag)])));

    private IEnumerable<(LatencyFigures Figures, KeyValuePair<string, object?>[] Tags)> Observe()
    {
        foreach (var task in _taskManager.Tasks)
        {
            foreach (var latency in task.Latency.Operators)
            {
                foreach (var (source, subtask, figures) in latency.Read())
                {
                    foreach (var one in latency.Operators)
                    {
                        yield return (figures, TagsOf(task, source, subtask, one));
                    }
                }
            }
        }
    }

    private KeyValuePair<string, object?>[] TagsOf(StreamTask task, OperatorId source, int subtask, OperatorId one)
    {
        List<KeyValuePair<string, object?>> tags =
        [
            .. _process,
            new(MetricTags.JobId, task.Deployment.Job.Id.ToString()),
            new(MetricTags.JobName, task.Deployment.Job.Name),
            new(MetricTags.OperatorId, one.ToString()),
            new(MetricTags.OperatorSubtask, task.Deployment.Execution.Subtask),
        ];
        if (_granularity != LatencyGranularity.Single)
        {
            tags.Add(new(MetricTags.SourceId, source.ToString()));
        }

        if (_granularity == LatencyGranularity.Subtask)
        {
            tags.Add(new(MetricTags.SourceSubtask, subtask));
        }

        return [.. tags];
    }
}
