using System.Text.Json;
using Flink.Rest.Tests.Recorded;

namespace Flink.Rest.SlowTests;

/// <summary>Walks what a real Apache Flink was asked, against a cluster of processes that is in the same state.</summary>
public sealed class LiveGoldenTests
{
    // Lists whose length depends on the program, which is another one here; and metrics of Flink's that are not measured.
    private static readonly string[] _mayBeEmpty = ["watermarks", "accumulators", "metrics", "jm-operator-metrics", "exceptions", "jars"];

    [Fact]
    public async Task Answers_of_a_live_cluster_look_as_those_of_Flink()
    {
        await using var cluster = await LiveCluster.StartAsync();
        var differences = new List<string>();
        differences.AddRange(await WalkAsync(cluster, "jobmanager-only", null));
        await cluster.AddTaskManagersAsync(2);
        differences.AddRange(await WalkAsync(cluster, "idle", null));
        var program = await cluster.UploadAsync();

        var running = await cluster.RunAsync(program, "forever", 2);
        await cluster.UntilAsync($"/v1/jobs/{running}", static job => job.GetProperty("vertices").EnumerateArray()
            .All(static vertex => vertex.GetProperty("tasks").GetProperty("RUNNING").GetInt32() == 2 && vertex.GetProperty("metrics").GetProperty("read-records").GetInt64() > 0));
        await cluster.UntilAsync($"/v1/taskmanagers", static all => all.GetProperty("taskmanagers").EnumerateArray().Any(static one => one.GetProperty("freeSlots").GetInt32() == 0));
        differences.AddRange(await WalkAsync(cluster, "running", running));

        var finished = await RunToAsync(cluster, program, "count", "FINISHED");
        differences.AddRange(await WalkAsync(cluster, "finished-batch", finished));
        differences.AddRange(await WalkAsync(cluster, "failed", await RunToAsync(cluster, program, "fail", "FAILED")));

        var waiting = await cluster.RunAsync(program, "forever", 9);
        await cluster.UntilAsync($"/v1/jobs/{waiting}", static job => job.GetProperty("state").GetString() == "RUNNING");
        differences.AddRange(await WalkAsync(cluster, "waiting-for-slots", waiting));

        await cluster.Http.PatchAsync($"/v1/jobs/{running}?mode=cancel", null);
        await cluster.UntilAsync($"/v1/jobs/{running}/status", static status => status.GetProperty("status").GetString() == "CANCELED");
        differences.AddRange(await WalkAsync(cluster, "cancelled", running));
        differences.AddRange(await WalkAsync(cluster, "errors", finished));
        Assert.True(differences.Count == 0, $"{differences.Count} differences:\n{string.Join('\n', differences.Take(60))}");
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
                differences.AddRange((await CompareAsync(cluster, exchange, path)).Select(difference => $"{state}/{exchange.Name} {path}: {difference}"));
            }
        }

        return differences;
    }

    private static async Task<IEnumerable<string>> CompareAsync(LiveCluster cluster, GoldenExchange exchange, string path)
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
            .Where(difference => !(difference.EndsWith("is empty", StringComparison.Ordinal) && _mayBeEmpty.Contains(last)) && !IsOfAnotherProgram(difference, last));
    }

    // What the recorded program had and this one has not, or the other way round.
    private static bool IsOfAnotherProgram(string difference, string endpoint) =>
        difference.Contains("stream-graph", StringComparison.Ordinal)
        || difference.Contains("user-config", StringComparison.Ordinal)
        || endpoint == "backpressure"

        // The newest entry is that of the task here, and that of the whole job in the recording.
        || difference.Contains("exceptionHistory.entries[].", StringComparison.Ordinal)
        || difference.Contains("garbageCollectors", StringComparison.Ordinal);
}
