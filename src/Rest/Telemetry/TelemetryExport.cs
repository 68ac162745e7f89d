using System.Diagnostics.Metrics;
using Flink.Core;
using Flink.Core.Configuration;
using Flink.Runtime.Metrics;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Flink.Rest.Telemetry;

/// <summary>Sends what a process measures to where its configuration says: Flink's <c>metrics.reporter</c> and <c>traces.reporter</c> options.</summary>
/// <remarks>
/// Names are Flink's, with its logical scope in front: <c>flink_taskmanager_job_task_numRecordsIn</c>; Flink's scope variables are tags.
/// Nothing of OpenTelemetry is loaded in a process without reporters.
/// </remarks>
public sealed class TelemetryExport : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> _parts = [];

    private TelemetryExport()
    {
    }

    /// <summary>Ports at which Prometheus finds the process.</summary>
    public IReadOnlyList<int> PrometheusPorts { get; private set; } = [];

    /// <summary>Starts the configured reporters; null when there are none.</summary>
    /// <param name="configuration">The configuration of the process.</param>
    /// <param name="service">What the process is, <c>flink-jobmanager</c> or <c>flink-taskmanager</c>.</param>
    /// <param name="instance">Which of them, such as a TaskManager's id.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="FlinkException">A reporter is of a kind that is not there, or cannot be started.</exception>
    public static async Task<TelemetryExport?> StartAsync(
        FlinkConfiguration configuration, string service, string instance, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var reporters = Reporter.From(configuration);
        if (reporters.Count == 0)
        {
            return null;
        }

        var export = new TelemetryExport();
        try
        {
            await export.StartAsync(reporters, service, instance, cancellation).ConfigureAwait(false);
            return export;
        }
        catch
        {
            await export.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Sends what is left and stops.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var part in _parts)
        {
            await part.DisposeAsync().ConfigureAwait(false);
        }

        _parts.Clear();
    }

    /// <summary>What all exports of metrics have in common: our meters, under Flink's names.</summary>
    internal static MeterProviderBuilder AddFlink(MeterProviderBuilder builder, string service, string instance) => builder
        .ConfigureResource(resource => resource.AddService(service, serviceInstanceId: instance))
        .AddMeter(TaskMetrics.MeterName)
        .AddView(static instrument => ViewOf(instrument));

    private static MetricStreamConfiguration ViewOf(Instrument instrument) =>
        new() { Name = MetricScopes.ExportedName(instrument.Meter.Scope, instrument.Name) };

    private async Task StartAsync(IReadOnlyList<Reporter> reporters, string service, string instance, CancellationToken cancellation)
    {
        var ports = new List<int>();
        foreach (var reporter in reporters)
        {
            switch (reporter.Kind)
            {
                case ReporterKind.Prometheus:
                    var endpoint = await PrometheusEndpoint.StartAsync(reporter, service, instance, cancellation).ConfigureAwait(false);
                    ports.Add(endpoint.Port);
                    _parts.Add(endpoint);
                    break;
                case ReporterKind.OpenTelemetryMetrics:
                    _parts.Add(new Provider(MetricsTo(reporter, service, instance)));
                    break;
                default:
                    _parts.Add(new Provider(TracesTo(reporter, service, instance)));
                    break;
            }
        }

        PrometheusPorts = ports;
    }

    private static MeterProvider MetricsTo(Reporter reporter, string service, string instance) =>
        AddFlink(Sdk.CreateMeterProviderBuilder(), service, instance)
            .AddOtlpExporter((exporter, reader) =>
            {
                CollectorOptions.Apply(reporter, exporter, "v1/metrics");
                reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = (int)CollectorOptions.IntervalOf(reporter).TotalMilliseconds;
            })
            .Build();

    private static TracerProvider TracesTo(Reporter reporter, string service, string instance) => Sdk.CreateTracerProviderBuilder()
        .ConfigureResource(resource => resource.AddService(service, serviceInstanceId: instance))
        .AddSource(RuntimeActivities.SourceName)
        .AddOtlpExporter(exporter => CollectorOptions.Apply(reporter, exporter, "v1/traces"))
        .Build();

    private sealed class Provider(IDisposable provider) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            provider.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
