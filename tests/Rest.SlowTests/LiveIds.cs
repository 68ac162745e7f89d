using System.Text.Json;
using System.Text.RegularExpressions;
using Flink.Rest.Tests.Recorded;

namespace Flink.Rest.SlowTests;

/// <summary>Ids of a live cluster in place of those that were recorded.</summary>
internal sealed class LiveIds
{
    private static readonly Regex _recordedJob = new("jobs=[0-9a-f]{32}");

    private readonly string? _job;
    private readonly string[] _vertices;
    private readonly string? _taskManager;
    private readonly string? _log;

    private LiveIds(string? job, string[] vertices, string? taskManager, string? log) => (_job, _vertices, _taskManager, _log) = (job, vertices, taskManager, log);

    public static async Task<LiveIds> ReadAsync(LiveCluster cluster, string? job)
    {
        var taskManagers = (await GetAsync(cluster, "/v1/taskmanagers")).GetProperty("taskmanagers");
        var logs = (await GetAsync(cluster, "/v1/jobmanager/logs")).GetProperty("logs");

        // The busiest TaskManager: that one shows what a slot that is in use looks like.
        return new LiveIds(
            job,
            job is null ? [] : [.. (await GetAsync(cluster, $"/v1/jobs/{job}")).GetProperty("vertices").EnumerateArray().Select(static one => one.GetProperty("id").GetString()!)],
            taskManagers.EnumerateArray().OrderBy(static one => one.GetProperty("freeSlots").GetInt32()).Select(static one => one.GetProperty("id").GetString()).FirstOrDefault(),
            logs.GetArrayLength() == 0 ? null : logs[0].GetProperty("name").GetString());
    }

    /// <summary>The path to ask; null where this cluster has nothing of the kind.</summary>
    public string? Translate(GoldenExchange exchange)
    {
        var path = exchange.Path;
        var parts = path.Split('?')[0].Split('/');
        for (var i = 1; i < parts.Length; i++)
        {
            var replaced = (parts[i - 1], parts[i]) switch
            {
                ("jobs", { Length: 32 } id) when id.Trim('0').Length > 0 => _job,
                ("vertices", { Length: 32 } id) when id.Trim('0').Length > 0 => exchange.Name.Contains("v1", StringComparison.Ordinal) ? _vertices.LastOrDefault() : _vertices.FirstOrDefault(),
                ("taskmanagers", var id) when id.Contains(':', StringComparison.Ordinal) => _taskManager,
                ("logs", var name) when name.StartsWith("flink--", StringComparison.Ordinal) => _log,
                (_, var same) => same,
            };
            if (replaced is null || (replaced.Length == 32 && parts[i - 1] == "attempts"))
            {
                return null;
            }

            parts[i] = replaced;
        }

        var query = path.IndexOf('?', StringComparison.Ordinal);
        return string.Join('/', parts) + (query < 0 ? "" : _recordedJob.Replace(path[query..], $"jobs={_job}"));
    }

    private static async Task<JsonElement> GetAsync(LiveCluster cluster, string path) =>
        JsonDocument.Parse(await cluster.Http.GetStringAsync(path)).RootElement;
}
