using Flink.Rest.Cluster;
using Flink.Rest.Metrics;
using Flink.Rest.Routing;
using Flink.Runtime.Dispatcher.Views;
using Microsoft.AspNetCore.Http;

namespace Flink.Rest.TaskManagers;

/// <summary><c>/taskmanagers</c> and below.</summary>
internal static class TaskManagerRoutes
{
    private const string Id = "taskmanagerid";

    public static void Map(RouteTable routes)
    {
        routes.Get("/taskmanagers", ListAsync);
        routes.Get("/taskmanagers/metrics", AllMetricsAsync);
        routes.Get("/taskmanagers/{taskmanagerid}", DetailsAsync);
        routes.Get("/taskmanagers/{taskmanagerid}/metrics", MetricsAsync);
        routes.Get("/taskmanagers/{taskmanagerid}/logs", ListLogsAsync);
        routes.Get("/taskmanagers/{taskmanagerid}/log", static request => LogAsync(request, LogFileName.Log));
        routes.Get("/taskmanagers/{taskmanagerid}/stdout", static request => LogAsync(request, LogFileName.Stdout));
        routes.Get("/taskmanagers/{taskmanagerid}/logs/{filename}", static request => LogAsync(request, LogFileName.Of(request.Text("filename"))));
    }

    private static async Task ListAsync(RestRequest request)
    {
        var all = await request.ResourceManager.ListTaskManagersAsync(request.Aborted).ConfigureAwait(false);
        await request.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("taskmanagers");
            foreach (var one in all)
            {
                json.WriteStartObject();
                TaskManagerJson.WriteFields(json, one);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }).ConfigureAwait(false);
    }

    private static async Task DetailsAsync(RestRequest request)
    {
        var id = request.Text(Id);
        var one = await request.ResourceManager.FindTaskManagerAsync(id, request.Aborted).ConfigureAwait(false)
            ?? throw Unknown(id, StatusCodes.Status500InternalServerError);
        await request.AnswerFromMetricsAsync((tree, json) =>
        {
            json.WriteStartObject();
            TaskManagerJson.WriteFields(json, one);
            TaskManagerJson.WriteSlots(json, one);
            TaskManagerJson.WriteMetrics(json, tree.TaskManagers.GetValueOrDefault(id) ?? []);
            json.WriteEndObject();
        }).ConfigureAwait(false);
    }

    private static Task MetricsAsync(RestRequest request)
    {
        var id = request.Text(Id);
        return MetricAnswers.AnswerAsync(request, tree => tree.TaskManagers.GetValueOrDefault(id));
    }

    private static Task AllMetricsAsync(RestRequest request)
    {
        var asked = request.QueryList("taskmanagers");
        return MetricAnswers.AnswerAggregatedAsync(
            request,
            tree => tree.TaskManagers.Where(pair => asked is null || asked.Contains(pair.Key, StringComparer.Ordinal)).Select(static pair => pair.Value));
    }

    private static async Task ListLogsAsync(RestRequest request)
    {
        var id = request.Text(Id);
        var files = await request.ResourceManager.ListLogsAsync(id, request.Aborted).ConfigureAwait(false) ?? throw Unknown(id);
        await LogAnswers.ListAsync(request, files).ConfigureAwait(false);
    }

    private static async Task LogAsync(RestRequest request, LogFileName file)
    {
        var id = request.Text(Id);
        if (await request.ResourceManager.FindTaskManagerAsync(id, request.Aborted).ConfigureAwait(false) is null)
        {
            throw Unknown(id);
        }

        await LogAnswers.SendAsync(
            request,
            (offset, count) => request.ResourceManager.ReadLogAsync(id, file, offset, count, request.Aborted),
            () => new RestException(StatusCodes.Status500InternalServerError, $"TaskManager {id} has no such file.")).ConfigureAwait(false);
    }

    // Where Flink answers 500 about what is not there, so does this: its users' tools know the difference to 404 from other endpoints.
    private static RestException Unknown(string id, int status = StatusCodes.Status404NotFound) =>
        new(status, $"No TaskManager is registered under '{id}'.");
}
