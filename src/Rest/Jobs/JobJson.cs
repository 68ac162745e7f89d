using System.Text.Json;
using Flink.Core.Execution;
using Flink.Rest.Json;
using Flink.Rest.Metrics;
using Flink.Runtime.Dispatcher.Views;
using Flink.Runtime.TaskManager;

namespace Flink.Rest.Jobs;

/// <summary>How answers show jobs.</summary>
internal static class JobJson
{
    public static void WriteSummary(Utf8JsonWriter json, JobSummary job, DateTimeOffset now)
    {
        json.WriteStartObject();
        json.WriteString("jid", job.Id.ToString());
        json.WriteString("name", job.Name);
        json.WriteString("jobType", PlanJson.Word(job.Kind));
        json.WriteString("schedulerType", job.IsScheduled ? "Default" : null);
        TaskJson.WriteTimes(json, job.Started, job.Ended, now);
        json.WriteString("state", job.Status.Word());
        json.WriteMillis("last-modification", job.LastModified);
        json.WriteStartObject("tasks");
        json.WriteNumber("total", job.Tasks.Values.Sum());
        for (var state = 0; state < FlinkWords.ExecutionStateCount; state++)
        {
            json.WriteNumber(((ExecutionState)state).Word().ToLowerInvariant(), job.Tasks.GetValueOrDefault((ExecutionState)state));
        }

        json.WriteEndObject();
        json.WriteNumber("pending-operators", 0);
        json.WriteEndObject();
    }

    /// <summary>Writes a job with its vertices; the figures are taken out of the metrics at once, the text is written later.</summary>
    public static Action<Utf8JsonWriter> Details(JobDetails job, MetricTree.JobBranch? metrics, DateTimeOffset now)
    {
        var figures = job.Vertices.Select(vertex => TaskJson.Sum(vertex.Subtasks.Select(static subtask => subtask.Current), vertex.Id, metrics)).ToArray();
        return json =>
        {
            json.WriteStartObject();
            WriteHead(json, job, now);
            json.WriteStartArray("vertices");
            for (var i = 0; i < job.Vertices.Count; i++)
            {
                WriteVertex(json, job.Vertices[i], figures[i], now);
            }

            json.WriteEndArray();
            TaskJson.WriteStateCounts(json, "status-counts", job.Vertices.Select(static vertex => TaskJson.AggregateState(Current(vertex))));
            json.WritePropertyName("plan");
            PlanJson.Write(json, job.Plan);
            json.WriteNumber("pending-operators", 0);
            json.WriteEndObject();
        };
    }

    private static ExecutionDetails[] Current(VertexDetails vertex) => [.. vertex.Subtasks.Select(static subtask => subtask.Current)];

    private static void WriteHead(Utf8JsonWriter json, JobDetails job, DateTimeOffset now)
    {
        var started = job.Entered[JobStatus.Initializing];
        DateTimeOffset? ended = job.Status.IsGloballyTerminal() ? job.Entered[job.Status] : null;
        json.WriteString("jid", job.Id.ToString());

        // A job is an application of its own until there are applications; Flink does the same for a plain job.
        json.WriteString("application-id", job.Id.ToString());
        json.WriteString("name", job.Name);
        json.WriteBoolean("isStoppable", false);
        json.WriteString("state", job.Status.Word());
        json.WriteString("job-type", PlanJson.Word(job.Kind));
        json.WriteString("schedulerType", "Default");
        TaskJson.WriteTimes(json, started, ended, now);
        json.WriteNumber("maxParallelism", job.MaxParallelism ?? -1);
        json.WriteMillis("now", now);
        json.WriteStartObject("timestamps");
        for (var status = 0; status < FlinkWords.JobStatusCount; status++)
        {
            json.WriteNumber(
                ((JobStatus)status).Word(),
                job.Entered.TryGetValue((JobStatus)status, out var time) ? time.ToUnixTimeMilliseconds() : 0);
        }

        json.WriteEndObject();
    }

    private static void WriteVertex(Utf8JsonWriter json, VertexDetails vertex, TaskIo figures, DateTimeOffset now)
    {
        var executions = Current(vertex);
        json.WriteStartObject();
        json.WriteString("id", vertex.Id.ToString());
        json.WriteString("slotSharingGroupId", vertex.SlotSharingGroup.ToString());
        json.WriteString("name", vertex.Name);
        json.WriteNumber("maxParallelism", vertex.MaxParallelism);
        json.WriteNumber("parallelism", executions.Length);
        json.WriteString("status", TaskJson.AggregateState(executions).Word());
        TaskJson.WriteTimes(json, TaskJson.Started(executions), TaskJson.Ended(executions), now);
        TaskJson.WriteStateCounts(json, "tasks", executions.Select(static one => one.State));
        figures.Write(json);
        json.WriteEndObject();
    }
}
