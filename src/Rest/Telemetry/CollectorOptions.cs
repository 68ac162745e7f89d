using Flink.Core;
using Flink.Core.Configuration;
using OpenTelemetry.Exporter;

namespace Flink.Rest.Telemetry;

/// <summary>Flink's options of a reporter that sends to an OpenTelemetry collector.</summary>
internal static class CollectorOptions
{
    private const string Endpoint = "exporter.endpoint";
    private const string Protocol = "exporter.protocol";

    public static void Apply(Reporter reporter, OtlpExporterOptions exporter, string path)
    {
        exporter.Protocol = reporter.Options.GetValueOrDefault(Protocol)?.ToUpperInvariant() switch
        {
            null or "GRPC" => OtlpExportProtocol.Grpc,
            "HTTP" => OtlpExportProtocol.HttpProtobuf,
            var other => throw new FlinkException($"Reporter '{reporter.Name}': '{Protocol}: {other}' is neither gRPC nor HTTP."),
        };
        if (!reporter.Options.TryGetValue(Endpoint, out var text) || !Uri.TryCreate(text, UriKind.Absolute, out var uri))
        {
            throw new FlinkException($"Reporter '{reporter.Name}' needs '{Endpoint}', the collector's address such as http://localhost:4317; configured is '{text}'.");
        }

        exporter.Endpoint = exporter.Protocol == OtlpExportProtocol.HttpProtobuf && uri.AbsolutePath is "/" ? new Uri(uri, path) : uri;
    }

    public static TimeSpan IntervalOf(Reporter reporter)
    {
        var option = MetricOptions.ReporterInterval.Named(reporter.Name);
        return reporter.Options.TryGetValue("interval", out var text)
            ? FlinkConfiguration.Empty.With(option.Key, text).Get(option)
            : option.DefaultValue;
    }
}
