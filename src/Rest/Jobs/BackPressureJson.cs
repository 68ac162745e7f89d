using System.Text.Json;
using Flink.Rest.Json;
using Flink.Rest.Routing;

namespace Flink.Rest.Jobs;

/// <summary>How much of its time each subtask waits for room, and for input.</summary>
internal static class BackPressureJson
{
    private const double LowAbove = 0.1;
    private const double HighAbove = 0.5;

    public static async Task AnswerAsync(RestRequest request)
    {
        var (job, vertex) = await request.FindVertexAsync().ConfigureAwait(false);
        var now = request.Now;
        await request.AnswerFromMetricsAsync((tree, json) =>
        {
            var branch = tree.Job(job.Id);
            var subtasks = new List<SubtaskTimes>();
            foreach (var subtask in vertex.Subtasks)
            {
                if (branch?.FindTask(vertex.Id, subtask.Current.Subtask, subtask.Current.Attempt) is { } metrics
                    && SubtaskTimes.TryRead(subtask.Current.Subtask, metrics) is { } times)
                {
                    subtasks.Add(times);
                }
            }

            Write(json, subtasks, now);
        }).ConfigureAwait(false);
    }

    private static void Write(Utf8JsonWriter json, List<SubtaskTimes> subtasks, DateTimeOffset now)
    {
        json.WriteStartObject();
        if (subtasks.Count == 0)
        {
            json.WriteString("status", "deprecated");
            json.WriteEndObject();
            return;
        }

        json.WriteString("status", "ok");
        WriteLevel(json, subtasks.Max(static one => one.BackPressured));
        json.WriteMillis("end-timestamp", now);
        json.WriteStartArray("subtasks");
        foreach (var subtask in subtasks)
        {
            json.WriteStartObject();
            json.WriteNumber("subtask", subtask.Subtask);
            WriteLevel(json, subtask.BackPressured);
            json.WriteFloat("ratio", subtask.BackPressured);
            json.WriteFloat("idleRatio", subtask.Idle);
            json.WriteFloat("busyRatio", subtask.Busy);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    // Under both of Flink's names.
    private static void WriteLevel(Utf8JsonWriter json, double ratio)
    {
        var level = ratio > HighAbove ? "high" : ratio > LowAbove ? "low" : "ok";
        json.WriteString("backpressureLevel", level);
        json.WriteString("backpressure-level", level);
    }

    private sealed record SubtaskTimes(int Subtask, double BackPressured, double Idle, double Busy)
    {
        public static SubtaskTimes? TryRead(int subtask, Dictionary<string, double> metrics) =>
            metrics.TryGetValue("backPressuredTimeMsPerSecond", out var backPressured)
            && metrics.TryGetValue("idleTimeMsPerSecond", out var idle)
            && metrics.TryGetValue("busyTimeMsPerSecond", out var busy)
                ? new SubtaskTimes(subtask, backPressured / 1000, idle / 1000, busy / 1000)
                : null;
    }
}
