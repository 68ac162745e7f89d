using Flink.Core;
using Flink.Core.Configuration;

namespace Flink.Rest.Telemetry;

/// <summary>A configured reporter: <c>metrics.reporter.[name].*</c>, or <c>traces.reporter.[name].*</c>.</summary>
/// <param name="Name">The name that the user gave it.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Options">Its further options, without the prefix.</param>
internal sealed record Reporter(string Name, ReporterKind Kind, IReadOnlyDictionary<string, string> Options)
{
    private const string Metrics = "metrics.reporter.";
    private const string Traces = "traces.reporter.";
    private const string Factory = "factory.class";

    /// <summary>The configured reporters that are to be started.</summary>
    /// <exception cref="FlinkException">One is of a kind that is not there.</exception>
    public static IReadOnlyList<Reporter> From(FlinkConfiguration configuration)
    {
        var wanted = configuration.TryGet(MetricOptions.Reporters, out var names)
            ? names.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries)
            : null;
        return [.. Read(configuration, Metrics, wanted, isTraces: false), .. Read(configuration, Traces, null, isTraces: true)];
    }

    private static IEnumerable<Reporter> Read(FlinkConfiguration configuration, string prefix, string[]? wanted, bool isTraces)
    {
        foreach (var group in configuration.GetBelow(prefix).GroupBy(static pair => pair.Key.Split('.')[0], StringComparer.Ordinal))
        {
            if (wanted is not null && !wanted.Contains(group.Key, StringComparer.Ordinal))
            {
                continue;
            }

            var options = group
                .Where(pair => pair.Key.Length > group.Key.Length)
                .ToDictionary(pair => pair.Key[(group.Key.Length + 1)..], static pair => pair.Value, StringComparer.Ordinal);
            yield return new Reporter(group.Key, KindOf(prefix + group.Key, options.GetValueOrDefault(Factory), isTraces), options);
        }
    }

    // By Flink's factory classes, so that a configuration of Flink's works; the namespace in front does not matter.
    private static ReporterKind KindOf(string key, string? factory, bool isTraces) => (factory?[(factory.LastIndexOf('.') + 1)..], isTraces) switch
    {
        ("PrometheusReporterFactory", false) => ReporterKind.Prometheus,
        ("OpenTelemetryMetricReporterFactory", false) => ReporterKind.OpenTelemetryMetrics,
        ("OpenTelemetryTraceReporterFactory", true) => ReporterKind.OpenTelemetryTraces,
        _ => throw new FlinkException(
            $"'{key}.{Factory}: {factory}' is not there. Metrics go out by PrometheusReporterFactory or OpenTelemetryMetricReporterFactory, traces by OpenTelemetryTraceReporterFactory."),
    };
}
