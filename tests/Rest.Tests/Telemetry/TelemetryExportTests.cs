using System.Diagnostics.Metrics;
using System.Net;
using Flink.Cluster.SlowTests.Harness;
using Flink.Core;
using Flink.Core.Configuration;
using Flink.Rest.Telemetry;
using Flink.Runtime.Metrics;

namespace Flink.Rest.Tests.Telemetry;

public sealed class TelemetryExportTests
{
    private static readonly FlinkConfiguration _prometheus = FlinkConfiguration.Empty
        .With("metrics.reporter.prom.factory.class", "org.apache.flink.metrics.prometheus.PrometheusReporterFactory")
        .With("metrics.reporter.prom.port", "0");

    [Fact]
    public async Task Without_reporters_nothing_is_started()
    {
        Assert.Null(await TelemetryExport.StartAsync(FlinkConfiguration.Empty, "flink-jobmanager", "a"));
    }

    [Fact]
    public async Task Prometheus_sees_Flinks_names_with_their_scopes_and_tags()
    {
        using var task = new Meter(new MeterOptions(TaskMetrics.MeterName) { Scope = MetricScopes.Task });
        KeyValuePair<string, object?>[] tags = [new(MetricTags.TaskName, "Source: numbers"), new(MetricTags.Subtask, 1)];
        task.CreateObservableCounter("numRecordsIn", () => new Measurement<long>(42, tags), "{record}", "Records.");
        task.CreateObservableCounter("operator.numRecordsOut", () => new Measurement<long>(7, tags), "{record}", "Records.");
        using var process = new ProcessMetrics(MetricScopes.TaskManager, TimeProvider.System, new KeyValuePair<string, object?>(MetricTags.TaskManagerId, "tm-1"));
        await using var export = await TelemetryExport.StartAsync(_prometheus, "flink-taskmanager", "tm-1");
        using var http = new HttpClient();

        var text = await http.GetStringAsync($"http://127.0.0.1:{Assert.Single(export!.PrometheusPorts)}/metrics");

        var line = Assert.Single(text.Split('\n'), static one => one.StartsWith("flink_taskmanager_job_task_numRecordsIn{", StringComparison.Ordinal));
        Assert.Contains("task_name=\"Source: numbers\"", line, StringComparison.Ordinal);
        Assert.Contains("subtask_index=\"1\"", line, StringComparison.Ordinal);
        Assert.Contains("} 42", line, StringComparison.Ordinal);
        Assert.Contains("\nflink_taskmanager_job_task_operator_numRecordsOut{", text, StringComparison.Ordinal);
        var heap = Assert.Single(text.Split('\n'), static one => one.StartsWith("flink_taskmanager_Status_JVM_Memory_Heap_Used{", StringComparison.Ordinal));
        Assert.Contains("tm_id=\"tm-1\"", heap, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_reach_a_collector()
    {
        using var process = new ProcessMetrics(MetricScopes.JobManager, TimeProvider.System);
        using var collector = new HttpListener();
        var port = FreePorts.Take();
        collector.Prefixes.Add($"http://127.0.0.1:{port}/");
        collector.Start();
        var configuration = FlinkConfiguration.Empty
            .With("metrics.reporter.otel.factory.class", "org.apache.flink.metrics.otel.OpenTelemetryMetricReporterFactory")
            .With("metrics.reporter.otel.exporter.endpoint", $"http://127.0.0.1:{port}")
            .With("metrics.reporter.otel.exporter.protocol", "HTTP")
            .With("metrics.reporter.otel.interval", "1 h");
        var export = await TelemetryExport.StartAsync(configuration, "flink-jobmanager", "a");

        // What was measured is sent when the process ends, also when the interval has not passed.
        var received = ReceiveAsync(collector);
        await export!.DisposeAsync();

        var (path, body) = await received;
        Assert.Equal("/v1/metrics", path);
        Assert.Contains("flink_jobmanager_Status_JVM_CPU_Time", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reporter_that_is_not_there_is_refused_with_those_that_are()
    {
        var configuration = FlinkConfiguration.Empty.With("metrics.reporter.stat.factory.class", "org.apache.flink.metrics.statsd.StatsDReporterFactory");

        var refusal = await Assert.ThrowsAsync<FlinkException>(() => TelemetryExport.StartAsync(configuration, "flink-jobmanager", "a"));

        Assert.Contains("metrics.reporter.stat.factory.class", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("PrometheusReporterFactory", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_the_reporters_that_are_named_are_started()
    {
        Assert.Null(await TelemetryExport.StartAsync(_prometheus.With("metrics.reporters", "other"), "flink-jobmanager", "a"));
    }

    [Fact]
    public async Task Two_processes_of_a_machine_share_a_range_of_ports()
    {
        var first = FreePorts.Take();
        var configuration = _prometheus.With("metrics.reporter.prom.port", $"{first}-{first + 20}");
        await using var one = await TelemetryExport.StartAsync(configuration, "flink-taskmanager", "a");
        await using var two = await TelemetryExport.StartAsync(configuration, "flink-taskmanager", "b");

        Assert.NotEqual(Assert.Single(one!.PrometheusPorts), Assert.Single(two!.PrometheusPorts));
    }

    private static async Task<(string Path, string Body)> ReceiveAsync(HttpListener collector)
    {
        var context = await collector.GetContextAsync();
        using var body = new MemoryStream();
        await context.Request.InputStream.CopyToAsync(body);
        context.Response.Close();
        return (context.Request.Url!.AbsolutePath, System.Text.Encoding.Latin1.GetString(body.ToArray()));
    }
}
