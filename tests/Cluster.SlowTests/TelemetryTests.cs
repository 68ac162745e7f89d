using System.Text.Json;
using System.Text.RegularExpressions;
using Flink.Cluster.SlowTests.Harness;

namespace Flink.Cluster.SlowTests;

/// <summary>What processes of a cluster send to a real OpenTelemetry collector, and show to whoever scrapes them.</summary>
public sealed partial class TelemetryTests : ClusterTest
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string Received = "OTEL_LAB_FILE";

    [Fact]
    public async Task Metrics_and_spans_of_both_roles_reach_a_collector()
    {
        if (Environment.GetEnvironmentVariable(Endpoint) is not { Length: > 0 } endpoint || Environment.GetEnvironmentVariable(Received) is not { Length: > 0 } file)
        {
            Assert.Skip($"There is no OpenTelemetry collector: {Endpoint} and {Received} (the file that it writes, a request in JSON a line) are not set. The lab's otel-up.sh prints them.");
            return;
        }

        var (cluster, _, _) = await StartAsync(1, $"""
            metrics.reporter.otel.factory.class: org.apache.flink.metrics.otel.OpenTelemetryMetricReporterFactory
            metrics.reporter.otel.exporter.endpoint: {endpoint}
            metrics.reporter.otel.exporter.protocol: HTTP
            metrics.reporter.otel.interval: 1 s
            traces.reporter.otel.factory.class: org.apache.flink.traces.otel.OpenTelemetryTraceReporterFactory
            traces.reporter.otel.exporter.endpoint: {endpoint}
            traces.reporter.otel.exporter.protocol: HTTP
            """);
        var job = await CountingJob.RunAsync(cluster, 1);
        await ArrivesAsync(file, cluster, "resourceMetrics", $"localhost:{cluster.RpcPort}", "flink-jobmanager", "flink_jobmanager_numRegisteredTaskManagers", "flink_jobmanager_taskSlotsAvailable", "flink_jobmanager_numRunningJobs");
        await ArrivesAsync(file, cluster, "resourceMetrics", job.Id, "flink-jobmanager", "flink_jobmanager_job_uptime", "flink_jobmanager_job_lastCompletedCheckpointId");
        await ArrivesAsync(file, cluster, "resourceMetrics", job.Id, "flink-taskmanager", "flink_taskmanager_job_task_numRecordsIn");
        await job.EndsExactlyAsync();

        await ArrivesAsync(file, cluster, "resourceSpans", job.Id, "flink-jobmanager", "\"name\":\"checkpoint\"");
        await ArrivesAsync(file, cluster, "resourceSpans", job.Id, "flink-jobmanager", "\"name\":\"job\"");
        await ArrivesAsync(file, cluster, "resourceSpans", job.Id, "flink-taskmanager", "\"name\":\"task_start\"");
        await ArrivesAsync(file, cluster, "resourceSpans", job.Id, "flink-taskmanager", "\"name\":\"task_checkpoint\"");
    }

    [Fact]
    public async Task Prometheus_scrapes_both_roles_while_a_job_runs()
    {
        var cluster = Configure("metrics.reporter.prom.factory.class: org.apache.flink.metrics.prometheus.PrometheusReporterFactory");
        var (ofJobManager, ofTaskManager) = (FreePorts.Take(), FreePorts.Take());
        cluster.StartJobManager("-D", $"metrics.reporter.prom.port={ofJobManager}");
        cluster.StartTaskManager("-D", $"metrics.reporter.prom.port={ofTaskManager}", "-D", "taskmanager.resource-id=tm-0");
        await cluster.RegisteredAsync(1);
        var job = await CountingJob.RunAsync(cluster, 1);

        await ShowsAsync(cluster, ofJobManager, static line => line.StartsWith("flink_jobmanager_numRegisteredTaskManagers", StringComparison.Ordinal) && line.Contains("} 1", StringComparison.Ordinal));
        await ShowsAsync(cluster, ofTaskManager, line => line.StartsWith("flink_taskmanager_job_task_numRecordsIn{", StringComparison.Ordinal) && line.Contains(job.Id, StringComparison.Ordinal));
        await job.EndsExactlyAsync();
    }

    [Fact]
    public async Task Latencies_of_a_job_whose_sources_send_markers_are_shown_by_REST_and_Prometheus()
    {
        var cluster = Configure("metrics.fetcher.update-interval: 100 ms\nmetrics.latency.interval: 50 ms\nmetrics.reporter.prom.factory.class: org.apache.flink.metrics.prometheus.PrometheusReporterFactory");
        var port = FreePorts.Take();
        cluster.StartJobManager("-D", $"metrics.reporter.prom.port={FreePorts.Take()}");
        cluster.StartTaskManager("-D", $"metrics.reporter.prom.port={port}", "-D", "taskmanager.resource-id=tm-0");
        await cluster.RegisteredAsync(1);
        var job = await CountingJob.RunAsync(cluster, 1);

        await cluster.Rest.UntilAsync(
            $"v1/jobs/{job.Id}/metrics",
            static answer => answer.EnumerateArray().Any(static one => Latency99().IsMatch(one.GetProperty("id").GetString()!)));
        await ShowsAsync(cluster, port, line =>
            line.StartsWith("flink_taskmanager_job_latency_source_id_operator_id_operator_subtask_index_latency{", StringComparison.Ordinal)
            && line.Contains(job.Id, StringComparison.Ordinal) && line.Contains("quantile=\"0.999\"", StringComparison.Ordinal));
        await job.EndsExactlyAsync();
    }

    // One request of the exporter is one line, and has one resource: all of it must be in one.
    private static Task ArrivesAsync(string file, RealCluster cluster, string kind, params string[] content) => Waiting.UntilAsync(
        () => LinesOf(file).Any(line => line.Contains(kind, StringComparison.Ordinal) && content.All(one => line.Contains(one, StringComparison.Ordinal)) && JsonDocument.Parse(line) is not null),
        () => $"Nothing with {string.Join(", ", content)} arrived as {kind} in {file}.\n{cluster.Tails()}");

    private static string[] LinesOf(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        var lines = reader.ReadToEnd().Split('\n');

        // The last one may not be whole yet.
        return lines[..^1];
    }

    private static async Task ShowsAsync(RealCluster cluster, int port, Func<string, bool> isIt)
    {
        var last = "";
        await Waiting.UntilAsync(
            async () =>
            {
                try
                {
                    last = await cluster.Rest.Http.GetStringAsync(new Uri($"http://127.0.0.1:{port}/metrics"));
                }
                catch (HttpRequestException e)
                {
                    last = e.Message;
                }

                return last.Split('\n').Any(isIt);
            },
            () => $"Port {port} does not show it: {last}\n{cluster.Tails()}");
    }

    [GeneratedRegex("^latency\\.source_id\\.[0-9a-f]{32}\\.operator_id\\.[0-9a-f]{32}\\.operator_subtask_index\\.0\\.latency_p99$")]
    private static partial Regex Latency99();
}
