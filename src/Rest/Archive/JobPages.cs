using System.Globalization;
using System.Text;
using Flink.Core;
using Flink.Core.Configuration;
using Flink.Rest.Cluster;
using Flink.Rest.Jobs;
using Flink.Rest.Metrics;
using Flink.Rest.Routing;
using Flink.Runtime.Dispatcher;
using Flink.Runtime.Metrics;
using Microsoft.AspNetCore.Http;

namespace Flink.Rest.Archive;

/// <summary>What REST answers about a job that has ended, as Flink's archives hold it: the same handlers, asked without a server.</summary>
/// <param name="configuration">The configuration of the cluster.</param>
/// <param name="readMetrics">Reads the metrics of this process.</param>
/// <param name="clock">For the time of the answers.</param>
public sealed class JobPages(FlinkConfiguration configuration, Func<IReadOnlyList<MetricSample>> readMetrics, TimeProvider clock)
{
    private const string Job = "/jobs/{jobid}";
    private const string Vertex = Job + "/vertices/{vertexid}";
    private const string Attempt = Vertex + "/subtasks/{subtaskindex}/attempts/{attempt}";

    private static readonly string[] _ofJob =
        ["/jobs/overview", Job, Job + "/config", Job + "/plan", Job + "/exceptions", Job + "/accumulators", Job + "/jobmanager/config", Job + "/jobmanager/environment",
            Job + "/status", Job + "/execution-result"];

    private static readonly string[] _ofVertex = [Vertex, Vertex + "/subtasktimes", Vertex + "/taskmanagers", Vertex + "/accumulators", Vertex + "/subtasks/accumulators"];

    private static readonly string[] _ofAttempt = [Attempt, Attempt + "/accumulators"];

    private readonly Dictionary<string, Func<RestRequest, Task>> _handlers = Handlers();

    /// <summary>The pages of a job; blocks while they are written.</summary>
    /// <returns>Paths without the version, and JSON.</returns>
    /// <exception cref="FlinkException">One could not be written.</exception>
    public IEnumerable<(string Path, string Json)> Of(FinishedJob job)
    {
        ArgumentNullException.ThrowIfNull(job);
        var gateway = new FinishedJobGateway(job);
        var services = new RestServices
        {
            Dispatcher = gateway,
            ResourceManager = gateway,
            Configuration = configuration,
            ReadMetrics = readMetrics,
            Clock = clock,
        };
        using var metrics = new MetricStore(services);
        foreach (var (pattern, values) in PagesOf(job))
        {
            yield return (PathOf(pattern, values), AnswerOf(_handlers[pattern], values, services, metrics));
        }
    }

    private static Dictionary<string, Func<RestRequest, Task>> Handlers()
    {
        var handlers = new Dictionary<string, Func<RestRequest, Task>>(StringComparer.Ordinal);
        var routes = new RouteTable((methods, path, handler) =>
        {
            if (methods[0] == HttpMethods.Get)
            {
                handlers.Add(path, handler);
            }
        });
        JobManagerRoutes.Map(routes);
        JobRoutes.Map(routes);
        VertexRoutes.Map(routes);
        SubtaskRoutes.Map(routes);
        return handlers;
    }

    private static IEnumerable<(string Pattern, (string Name, string Value)[] Values)> PagesOf(FinishedJob job)
    {
        var id = ("jobid", job.Details.Id.ToString());
        foreach (var pattern in _ofJob)
        {
            yield return (pattern, [id]);
        }

        foreach (var vertex in job.Details.Vertices)
        {
            var ofVertex = ("vertexid", vertex.Id.ToString());
            foreach (var pattern in _ofVertex)
            {
                yield return (pattern, [id, ofVertex]);
            }

            foreach (var attempt in vertex.Subtasks.SelectMany(static subtask => subtask.Earlier.Prepend(subtask.Current)))
            {
                foreach (var pattern in _ofAttempt)
                {
                    yield return (pattern, [id, ofVertex, ("subtaskindex", Text(attempt.Subtask)), ("attempt", Text(attempt.Attempt))]);
                }
            }
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string PathOf(string pattern, (string Name, string Value)[] values) =>
        values.Aggregate(pattern, static (path, value) => path.Replace($"{{{value.Name}}}", value.Value, StringComparison.Ordinal));

    private static string AnswerOf(Func<RestRequest, Task> handler, (string Name, string Value)[] values, RestServices services, MetricStore metrics)
    {
        using var body = new MemoryStream();
        var context = new DefaultHttpContext();
        context.Response.Body = body;
        foreach (var (name, value) in values)
        {
            context.Request.RouteValues.Add(name, value);
        }

        // What is asked is in memory: nothing here waits for long.
        handler(new RestRequest(context, services, metrics)).GetAwaiter().GetResult();
        return Encoding.UTF8.GetString(body.GetBuffer(), 0, (int)body.Length);
    }
}
