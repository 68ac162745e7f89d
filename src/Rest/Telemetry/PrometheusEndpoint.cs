using System.Net;
using Flink.Core;
using Flink.Core.Configuration;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using OpenTelemetry.Metrics;

namespace Flink.Rest.Telemetry;

/// <summary>A port of its own at which Prometheus scrapes, as Flink's reporter has it (<c>port: 9249-9260</c>).</summary>
internal sealed class PrometheusEndpoint : IAsyncDisposable
{
    private const string DefaultPort = "9249";

    private readonly WebApplication _app;
    private readonly MeterProvider _metrics;

    private PrometheusEndpoint(WebApplication app, MeterProvider metrics, int port)
    {
        _app = app;
        _metrics = metrics;
        Port = port;
    }

    public int Port { get; }

    public static async Task<PrometheusEndpoint> StartAsync(Reporter reporter, string service, string instance, CancellationToken cancellation)
    {
        var range = reporter.Options.GetValueOrDefault("port", DefaultPort);
        var metrics = TelemetryExport.AddFlink(OpenTelemetry.Sdk.CreateMeterProviderBuilder(), service, instance)
            .AddPrometheusExporter(static exporter => exporter.DisableTotalNameSuffixForCounters = true)
            .Build();
        foreach (var port in PortRangeText.Ports(range))
        {
            var app = Build(port, metrics);
            try
            {
                await app.StartAsync(cancellation).ConfigureAwait(false);
                return new PrometheusEndpoint(app, metrics, new Uri(app.Urls.First()).Port);
            }
            catch (IOException)
            {
                // Taken; the next of the range is tried.
                await app.DisposeAsync().ConfigureAwait(false);
            }
        }

        metrics.Dispose();
        throw new FlinkException($"Reporter '{reporter.Name}': none of the ports '{range}' is free. Give it a larger range with 'metrics.reporter.{reporter.Name}.port'.");
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync().ConfigureAwait(false);
        await _app.DisposeAsync().ConfigureAwait(false);
        _metrics.Dispose();
    }

    private static WebApplication Build(int port, MeterProvider metrics)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options => options.Listen(IPAddress.Any, port));
        var app = builder.Build();

        // At /metrics, and at any other path as Flink's reporter answers.
        app.UseOpenTelemetryPrometheusScrapingEndpoint(
            metrics, static _ => true, path: null, configureBranchedPipeline: null, optionsName: null);
        return app;
    }
}
