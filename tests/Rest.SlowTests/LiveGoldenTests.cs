using System.Text.Json;
using Flink.Rest.Tests.Recorded;

namespace Flink.Rest.SlowTests;

/// <summary>Walks what a real Apache Flink was asked, against a cluster of processes that is in the same state.</summary>
public sealed class LiveGoldenTests
{
    // Coordinators measure nothing.
    private static readonly string[] _mayBeEmpty = ["jm-operator-metrics"];

    // A task may end before anybody asked for its metrics, and shows none then.
    private static readonly HashSet<string> _ended = ["finished-batch", "failed", "cancelled", "restarting", "accumulators-finished", "waiting-for-slots", "errors"];

    // What the recorded program had.
    private static readonly Dictionary<string, string> _parameters = new() { ["pipeline.global-job-parameters"] = "purpose:golden,user.limit:5" };

    [Fact]
    public async Task Answers_of_a_live_cluster_look_as_those_of_Flink()
    {
        await using var cluster = await LiveCluster.StartAsync();
        var differences = new List<string>();
        differences.AddRange(await WalkAsync(cluster, "jobmanager-only", null));
        await cluster.AddTaskManagersAsync(2);
        differences.AddRange(await WalkAsync(cluster, "idle", null));
        var program = await cluster.UploadAsync();

        var running = await cluster.RunAsync(program, "leave-waiting", 2, _parameters);
        await cluster.UntilAsync($"/v1/jobs/{running}", static job => job.GetProperty("vertices").EnumerateArray()
            .All(static vertex => vertex.GetProperty("tasks").GetProperty("RUNNING").GetInt32() == 2 && vertex.GetProperty("metrics").GetProperty("read-records").GetInt64() > 0));
        await cluster.UntilAsync($"/v1/taskmanagers", static all => all.GetProperty("taskmanagers").EnumerateArray().Any(static one => one.GetProperty("freeSlots").GetInt32() == 0));
        await UntilMeasuredAsync(cluster, running, "ok");
        differences.AddRange(await WalkAsync(cluster, "running", running));

        differences.AddRange(await WalkAsync(cluster, "finished-batch", await RunToAsync(cluster, program, "count", "FINISHED")));
        differences.AddRange(await WalkAsync(cluster, "failed", await RunToAsync(cluster, program, "fail", "FAILED")));
        var accumulated = await RunToAsync(cluster, program, "accumulate", "FINISHED");
        differences.AddRange(await WalkAsync(cluster, "accumulators-finished", accumulated));

        var restarting = await cluster.RunAsync(program, "fail", 2, new() { ["restart-strategy.fixed-delay.delay"] = "1 h" });
        await cluster.UntilAsync($"/v1/jobs/{restarting}/status", static status => status.GetProperty("status").GetString() == "RESTARTING");
        differences.AddRange(await WalkAsync(cluster, "restarting", restarting));

        var waiting = await cluster.RunAsync(program, "forever", 9, _parameters);
        await cluster.UntilAsync($"/v1/jobs/{waiting}", static job => job.GetProperty("state").GetString() == "RUNNING");
        differences.AddRange(await WalkAsync(cluster, "waiting-for-slots", waiting));
        await CancelAsync(cluster, waiting);
        await CancelAsync(cluster, running);
        differences.AddRange(await WalkAsync(cluster, "cancelled", running));

        var slow = await cluster.RunAsync(program, "slow", 1);
        await UntilMeasuredAsync(cluster, slow, "high");
        differences.AddRange(await WalkAsync(cluster, "backpressure", slow));
        await CancelAsync(cluster, slow);

        var accumulating = await cluster.RunAsync(program, "accumulate forever", 2);
        await UntilMeasuredAsync(cluster, accumulating, null);
        differences.AddRange(await WalkAsync(cluster, "accumulators-running", accumulating));
        await CancelAsync(cluster, accumulating);
        differences.AddRange(await WalkAsync(cluster, "errors", accumulated));
        differences.AddRange(await WalkAsync(cluster, "after-all", null));
        Assert.True(differences.Count == 0, $"{differences.Count} differences:\n{string.Join('\n', differences.Take(60))}");
    }

    // Until a second has been measured of every vertex, the first of which is under the pressure that is expected.
    private static async Task UntilMeasuredAsync(LiveCluster cluster, string job, string? level)
    {
        var described = await cluster.UntilAsync($"/v1/jobs/{job}", static one => one.GetProperty("vertices").GetArrayLength() > 0);
        var vertices = described.GetProperty("vertices").EnumerateArray().Select(static vertex => vertex.GetProperty("id").GetString()).ToList();
        foreach (var vertex in vertices)
        {
            await cluster.UntilAsync($"/v1/jobs/{job}/vertices/{vertex}/backpressure", answer => answer.GetProperty("status").GetString() == "ok"
                && answer.GetProperty("subtasks").EnumerateArray().Any(static one => one.GetProperty("busyRatio").GetDouble() + one.GetProperty("idleRatio").GetDouble() + one.GetProperty("ratio").GetDouble() > 0)
                && (vertex != vertices[0] || level is null || answer.GetProperty("backpressureLevel").GetString() == level));
        }
    }

    private static async Task CancelAsync(LiveCluster cluster, string job)
    {
        await cluster.Http.PatchAsync($"/v1/jobs/{job}?mode=cancel", null);
        await cluster.UntilAsync($"/v1/jobs/{job}/status", static status => status.GetProperty("status").GetString() == "CANCELED");
    }

    private static async Task<string> RunToAsync(LiveCluster cluster, string program, string argument, string end)
    {
        var job = await cluster.RunAsync(program, argument, 2);
        await cluster.UntilAsync($"/v1/jobs/{job}/status", status => status.GetProperty("status").GetString() == end);
        return job;
    }

    private static async Task<List<string>> WalkAsync(LiveCluster cluster, string state, string? job)
    {
        var ids = await LiveIds.ReadAsync(cluster, job);
        var differences = new List<string>();
        foreach (var exchange in GoldenState.Load(state).Exchanges.Where(static one => one.Method == "GET"))
        {
            if (ids.Translate(exchange) is { } path)
            {
                differences.AddRange((await CompareAsync(cluster, state, exchange, path)).Select(difference => $"{state}/{exchange.Name} {path}: {difference}"));
            }
        }

        return differences;
    }

    private static async Task<IEnumerable<string>> CompareAsync(LiveCluster cluster, string state, GoldenExchange exchange, string path)
    {
        using var response = await cluster.Http.GetAsync(path);
        var body = await response.Content.ReadAsStringAsync();
        var last = exchange.Endpoint[(exchange.Endpoint.LastIndexOf('/') + 1)..];
        if ((int)response.StatusCode != exchange.Status)
        {
            return last == "backpressure" && exchange.Status == 500 ? [] : [$"status {(int)response.StatusCode} instead of {exchange.Status}: {body}"];
        }

        var type = response.Content.Headers.ContentType?.ToString();
        if (!string.Equals(type, exchange.ContentType, StringComparison.OrdinalIgnoreCase))
        {
            return [$"content type {type} instead of {exchange.ContentType}"];
        }

        return exchange.ContentType == "text/plain" ? [] : Shape.Compare(
                exchange.Response, JsonDocument.Parse(body).RootElement, "$.job-execution-result.records-read", "$.job-execution-result.restarts")
            .Where(difference => !IsElsewise(difference, state, last));
    }

    private static bool IsElsewise(string difference, string state, string endpoint)
    {
        // The newest entry is that of the task here, and that of the whole job in the recording.
        if (state == "failed" && difference.Contains("exceptionHistory.entries[].", StringComparison.Ordinal))
        {
            return true;
        }

        if (difference.EndsWith("is empty", StringComparison.Ordinal))
        {
            return _mayBeEmpty.Contains(endpoint) || (endpoint == "metrics" && _ended.Contains(state));
        }

        // The graph before its stages are planned, which Flink's adaptive scheduler of batch jobs has and ours does not.
        return difference.Contains("stream-graph", StringComparison.Ordinal)

            // What was measured last of a task that has ended, if anything was.
            || (endpoint == "backpressure" && _ended.Contains(state));
    }
}
