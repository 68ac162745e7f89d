using System.Runtime.InteropServices;
using Flink.Core.Configuration;
using Flink.Rest.Metrics;
using Flink.Rest.Routing;
using Flink.Runtime.Dispatcher.Views;

namespace Flink.Rest.Cluster;

/// <summary>This process: <c>/jobmanager/...</c>, and the same below a job.</summary>
internal static class JobManagerRoutes
{
    public static void Map(RouteTable routes)
    {
        routes.Get("/jobmanager/config", ConfigAsync);
        routes.Get("/jobmanager/environment", EnvironmentAsync);
        routes.Get("/jobmanager/metrics", static request => MetricAnswers.AnswerAsync(request, static tree => tree.JobManager));
        routes.Get("/jobmanager/logs", ListLogsAsync);
        routes.Get("/jobmanager/log", static request => LogAsync(request, LogFileName.Log));
        routes.Get("/jobmanager/stdout", static request => LogAsync(request, LogFileName.Stdout));
        routes.Get("/jobmanager/logs/{filename}", static request => LogAsync(request, LogFileName.Of(request.Text("filename"))));
        routes.Get("/jobs/{jobid}/jobmanager/config", ConfigAsync);
        routes.Get("/jobs/{jobid}/jobmanager/environment", EnvironmentAsync);
        routes.Get("/jobs/{jobid}/jobmanager/log-url", static request => LogUrlAsync(request, "/#/job-manager/logs"));
        routes.Get(
            "/jobs/{jobid}/taskmanagers/{taskmanagerid}/log-url",
            static request => LogUrlAsync(request, $"/#/task-manager/{request.Text("taskmanagerid")}/logs"));
    }

    private static Task ConfigAsync(RestRequest request) => request.AnswerAsync(json =>
    {
        json.WriteStartArray();
        foreach (var (key, value) in request.Services.Configuration.MaskedEntries)
        {
            json.WriteStartObject();
            json.WriteString("key", key);
            json.WriteString("value", value);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    // Flink's fields with what they mean here: the runtime, its settings, the folder of the engine's assemblies.
    private static Task EnvironmentAsync(RestRequest request) => request.AnswerAsync(static json =>
    {
        json.WriteStartObject();
        json.WriteStartObject("jvm");
        json.WriteString("version", RuntimeInformation.FrameworkDescription);
        json.WriteString("arch", RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant());
        json.WriteStartArray("options");
        foreach (var (key, value) in GC.GetConfigurationVariables().OrderBy(static pair => pair.Key, StringComparer.Ordinal))
        {
            json.WriteStringValue($"{key}={value}");
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteStartArray("classpath");
        json.WriteStringValue(AppContext.BaseDirectory);
        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static Task ListLogsAsync(RestRequest request) => LogAnswers.ListAsync(request, request.Services.Logs.List());

    private static Task LogAsync(RestRequest request, LogFileName file)
    {
        var logs = request.Services.Logs;
        return LogAnswers.SendAsync(
            request,
            (offset, count) => Task.FromResult(logs.Read(file, offset, count)),
            static () => RestException.NotFound("This file does not exist in JobManager log dir."));
    }

    private static Task LogUrlAsync(RestRequest request, string page)
    {
        // The id must be one, but the page is there for any job.
        _ = request.Job;
        var http = request.Context.Request;
        return request.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteString("url", $"{http.Scheme}://{http.Host}{page}");
            json.WriteEndObject();
        });
    }
}
