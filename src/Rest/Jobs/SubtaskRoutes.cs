using Flink.Rest.Metrics;
using Flink.Rest.Routing;
using Flink.Runtime.Dispatcher.Views;

namespace Flink.Rest.Jobs;

/// <summary><c>/jobs/:jobid/vertices/:vertexid/subtasks</c> and below.</summary>
internal static class SubtaskRoutes
{
    private const string Path = "/jobs/{jobid}/vertices/{vertexid}/subtasks";

    public static void Map(RouteTable routes)
    {
        routes.Get(Path + "/accumulators", AllAccumulatorsAsync);
        routes.Get(Path + "/metrics", AllMetricsAsync);
        routes.Get(Path + "/{subtaskindex}", CurrentAsync);
        routes.Get(Path + "/{subtaskindex}/metrics", MetricsAsync);
        routes.Get(Path + "/{subtaskindex}/attempts/{attempt}", AttemptAsync);
        routes.Get(Path + "/{subtaskindex}/attempts/{attempt}/accumulators", AccumulatorsAsync);
    }

    private static async Task AllAccumulatorsAsync(RestRequest request)
    {
        var (_, vertex) = await request.FindVertexAsync().ConfigureAwait(false);
        await request.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteString("id", vertex.Id.ToString());
            json.WriteNumber("parallelism", vertex.Subtasks.Count);
            json.WriteStartArray("subtasks");
            foreach (var subtask in vertex.Subtasks)
            {
                json.WriteStartObject();
                json.WriteNumber("subtask", subtask.Current.Subtask);
                json.WriteNumber("attempt", subtask.Current.Attempt);
                json.WriteString("endpoint", subtask.Current.EndpointText());
                AccumulatorJson.Write(json, "user-accumulators", subtask.Current.Accumulators);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }).ConfigureAwait(false);
    }

    private static Task AllMetricsAsync(RestRequest request)
    {
        var (job, vertex) = (request.Job, request.Vertex);
        var wanted = request.Query("subtasks") is { } text ? IndexRanges.Parse(text) : null;
        return MetricAnswers.AnswerAggregatedAsync(request, tree => (tree.Job(job)?.Newest(vertex) ?? [])
            .Where(task => wanted is null || wanted.Contains(task.Subtask))
            .Select(static task => task.Metrics));
    }

    private static Task MetricsAsync(RestRequest request)
    {
        var (job, vertex, index) = (request.Job, request.Vertex, request.Number("subtaskindex"));
        return MetricAnswers.AnswerAsync(
            request, tree => tree.Job(job)?.Newest(vertex).FirstOrDefault(task => task.Subtask == index).Metrics);
    }

    private static async Task CurrentAsync(RestRequest request)
    {
        var (job, vertex, subtask) = await request.FindSubtaskAsync().ConfigureAwait(false);
        await AnswerAsync(request, job, vertex, subtask.Current).ConfigureAwait(false);
    }

    private static async Task AttemptAsync(RestRequest request)
    {
        var (job, vertex, execution) = await FindAttemptAsync(request).ConfigureAwait(false);
        await AnswerAsync(request, job, vertex, execution).ConfigureAwait(false);
    }

    private static async Task AccumulatorsAsync(RestRequest request)
    {
        var (job, vertex, execution) = await FindAttemptAsync(request).ConfigureAwait(false);
        await request.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("subtask", execution.Subtask);
            json.WriteNumber("attempt", execution.Attempt);
            json.WriteString("id", $"{job.Id}_{vertex.Id}_{execution.Subtask}_{execution.Attempt}");
            AccumulatorJson.Write(json, "user-accumulators", execution.Accumulators);
            json.WriteEndObject();
        }).ConfigureAwait(false);
    }

    private static Task AnswerAsync(RestRequest request, JobDetails job, VertexDetails vertex, ExecutionDetails execution) =>
        request.AnswerFromMetricsAsync((tree, json) => TaskJson.WriteExecution(json, execution, vertex.Id, tree.Job(job.Id), request.Now));

    private static async Task<(JobDetails Job, VertexDetails Vertex, ExecutionDetails Execution)> FindAttemptAsync(RestRequest request)
    {
        var attempt = request.Number("attempt");
        var (job, vertex, subtask) = await request.FindSubtaskAsync().ConfigureAwait(false);
        return subtask.Current.Attempt == attempt
            ? (job, vertex, subtask.Current)
            : (job, vertex, subtask.Earlier.FirstOrDefault(one => one.Attempt == attempt) ?? throw RestException.NotFound($"Invalid attempt num {attempt}"));
    }
}
