using System.Text.Json;
using Flink.Core.Configuration;
using Flink.Rest.Json;
using Flink.Rest.Metrics;
using Flink.Rest.Routing;
using Flink.Runtime.Dispatcher.Views;

namespace Flink.Rest.Jobs;

/// <summary><c>/jobs/:jobid/vertices/:vertexid</c> and below, but for single subtasks.</summary>
internal static class VertexRoutes
{
    private const string Path = "/jobs/{jobid}/vertices/{vertexid}";

    public static void Map(RouteTable routes)
    {
        routes.Get(Path, DetailsAsync);
        routes.Get(Path + "/accumulators", AccumulatorsAsync);
        routes.Get(Path + "/backpressure", BackPressureJson.AnswerAsync);
        routes.Get(Path + "/flamegraph", FlameGraphAsync);
        routes.Get(Path + "/metrics", MetricsAsync);
        routes.Get(Path + "/jm-operator-metrics", CoordinatorMetricsAsync);
        routes.Get(Path + "/subtasktimes", SubtaskTimesAsync);
        routes.Get(Path + "/taskmanagers", TaskManagersAsync);
        routes.Get(Path + "/watermarks", WatermarksAsync);
    }

    private static ExecutionDetails[] Current(VertexDetails vertex) => [.. vertex.Subtasks.Select(static subtask => subtask.Current)];

    private static async Task DetailsAsync(RestRequest request)
    {
        var (job, vertex) = await request.FindVertexAsync().ConfigureAwait(false);
        var executions = Current(vertex);
        var now = request.Now;
        await request.AnswerFromMetricsAsync((tree, json) =>
        {
            var metrics = tree.Job(job.Id);
            json.WriteStartObject();
            json.WriteString("id", vertex.Id.ToString());
            json.WriteString("name", vertex.Name);
            json.WriteNumber("parallelism", executions.Length);
            json.WriteNumber("maxParallelism", vertex.MaxParallelism);
            json.WriteMillis("now", now);
            json.WriteStartArray("subtasks");
            foreach (var execution in executions)
            {
                TaskJson.WriteExecution(json, execution, vertex.Id, metrics, now);
            }

            json.WriteEndArray();
            TaskJson.WriteAggregated(json, executions, vertex.Id, metrics, now);
            json.WriteEndObject();
        }).ConfigureAwait(false);
    }

    private static async Task AccumulatorsAsync(RestRequest request)
    {
        var (_, vertex) = await request.FindVertexAsync().ConfigureAwait(false);
        await request.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteString("id", vertex.Id.ToString());
            AccumulatorJson.Write(json, "user-accumulators", AccumulatorJson.Merge(Current(vertex)));
            json.WriteEndObject();
        }).ConfigureAwait(false);
    }

    private static async Task FlameGraphAsync(RestRequest request)
    {
        if (request.Query("type") is { } type && type is not ("full" or "on_cpu" or "off_cpu"))
        {
            throw RestException.BadParameter("query", "type", type);
        }

        var (_, vertex) = await request.FindVertexAsync().ConfigureAwait(false);

        // Nobody samples stacks yet: -1 is Flink's answer while there is no sample, -2 where 'rest.flamegraph.enabled' is not set.
        var isEnabled = request.Services.Configuration.Get(RestOptions.FlameGraph);
        var hasEnded = TaskJson.Ended(Current(vertex)) is not null;
        await request.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("endTimestamp", isEnabled || hasEnded ? -1 : -2);
            json.WriteEndObject();
        }).ConfigureAwait(false);
    }

    private static async Task MetricsAsync(RestRequest request)
    {
        var (job, vertex) = (request.Job, request.Vertex);
        await MetricAnswers.AnswerAsync(request, tree => tree.Job(job)?.Newest(vertex).SelectMany(static task =>
            task.Metrics.Select(metric => KeyValuePair.Create($"{task.Subtask}.{metric.Key}", metric.Value)))).ConfigureAwait(false);
    }

    private static async Task CoordinatorMetricsAsync(RestRequest request)
    {
        // Known for a known vertex, and none: coordinators measure nothing.
        await request.FindVertexAsync().ConfigureAwait(false);
        await MetricAnswers.AnswerAsync(request, static _ => []).ConfigureAwait(false);
    }

    private static async Task SubtaskTimesAsync(RestRequest request)
    {
        var (_, vertex) = await request.FindVertexAsync().ConfigureAwait(false);
        var now = request.Now;
        await request.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteString("id", vertex.Id.ToString());
            json.WriteString("name", vertex.Name);
            json.WriteMillis("now", now);
            json.WriteStartArray("subtasks");
            foreach (var execution in Current(vertex))
            {
                WriteTimes(json, execution, now);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }).ConfigureAwait(false);
    }

    private static void WriteTimes(Utf8JsonWriter json, ExecutionDetails execution, DateTimeOffset now)
    {
        var scheduled = execution.At(Runtime.TaskManager.ExecutionState.Scheduled);
        json.WriteStartObject();
        json.WriteNumber("subtask", execution.Subtask);
        json.WriteString("endpoint", execution.EndpointText());
        json.WriteNumber("duration", ExecutionTimes.Duration(scheduled, execution.Ended(), now));
        json.WriteStartObject("timestamps");
        for (var state = 0; state < FlinkWords.ExecutionStateCount; state++)
        {
            var one = (Runtime.TaskManager.ExecutionState)state;
            json.WriteNumber(one.Word(), execution.At(one)?.ToUnixTimeMilliseconds() ?? 0);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static async Task TaskManagersAsync(RestRequest request)
    {
        var (job, vertex) = await request.FindVertexAsync().ConfigureAwait(false);
        var now = request.Now;
        await request.AnswerFromMetricsAsync((tree, json) =>
        {
            json.WriteStartObject();
            json.WriteString("id", vertex.Id.ToString());
            json.WriteString("name", vertex.Name);
            json.WriteMillis("now", now);
            json.WriteStartArray("taskmanagers");
            foreach (var group in Current(vertex).GroupBy(static execution => (execution.TaskManagerText(), execution.EndpointText())))
            {
                WriteGroup(json, vertex, [.. group], tree.Job(job.Id), now);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }).ConfigureAwait(false);
    }

    private static void WriteGroup(
        Utf8JsonWriter json, VertexDetails vertex, ExecutionDetails[] executions, MetricTree.JobBranch? metrics, DateTimeOffset now)
    {
        json.WriteStartObject();
        json.WriteString("endpoint", executions[0].EndpointText());
        json.WriteString("status", TaskJson.AggregateState(executions).Word());
        TaskJson.WriteTimes(json, TaskJson.Started(executions), TaskJson.Ended(executions), now);
        TaskJson.Sum(executions, vertex.Id, metrics).Write(json);
        TaskJson.WriteStateCounts(json, "status-counts", executions.Select(static one => one.State));
        json.WriteString("taskmanager-id", executions[0].TaskManagerText());
        TaskJson.WriteAggregated(json, executions, vertex.Id, metrics, now);
        json.WriteEndObject();
    }

    private static async Task WatermarksAsync(RestRequest request)
    {
        const string Name = "currentInputWatermark";
        var (job, vertex) = await request.FindVertexAsync().ConfigureAwait(false);
        await request.AnswerFromMetricsAsync((tree, json) =>
        {
            json.WriteStartArray();
            foreach (var (subtask, metrics) in tree.Job(job.Id)?.Newest(vertex.Id) ?? [])
            {
                if (metrics.TryGetValue(Name, out var value))
                {
                    json.WriteStartObject();
                    json.WriteString("id", $"{subtask}.{Name}");
                    json.WriteString("value", MetricAnswers.Text(value));
                    json.WriteEndObject();
                }
            }

            json.WriteEndArray();
        }).ConfigureAwait(false);
    }
}
