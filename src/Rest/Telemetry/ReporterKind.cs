namespace Flink.Rest.Telemetry;

/// <summary>Ways for measurements to leave a process.</summary>
internal enum ReporterKind
{
    /// <summary>A port that Prometheus scrapes.</summary>
    Prometheus,

    /// <summary>Metrics to an OpenTelemetry collector.</summary>
    OpenTelemetryMetrics,

    /// <summary>Spans to an OpenTelemetry collector.</summary>
    OpenTelemetryTraces,
}
