using System.Globalization;
using Flink.Rest.Json;
using Flink.Rest.Metrics;
using Flink.Rest.Programs;
using Flink.Rest.Routing;
using Flink.Runtime.Dispatcher.Views;
using Flink.Runtime.JobManager;
using Microsoft.AspNetCore.Http;

namespace Flink.Rest.Jobs;

/// <summary><c>/jobs</c> and below a job, but for its vertices.</summary>
internal static class JobRoutes
{
    public static void Map(RouteTable routes)
    {
        routes.Get("/jobs", ListAsync);
        routes.Get("/jobs/overview", OverviewAsync);
        routes.Get("/jobs/metrics", AllMetricsAsync);
        routes.Get("/jobs/{jobid}", DetailsAsync);
        routes.Patch("/jobs/{jobid}", static request => CancelAsync(request, request.Query("mode") ?? "cancel"));
        routes.Get("/jobs/{jobid}/yarn-cancel", static request => CancelAsync(request, "cancel"));
        routes.Get("/jobs/{jobid}/yarn-stop", static request => CancelAsync(request, "stop"));
        routes.Get("/jobs/{jobid}/status", StatusAsync);
        routes.Get("/jobs/{jobid}/execution-result", JobResultJson.AnswerAsync);
        routes.Get("/jobs/{jobid}/results/{stream}", ResultsAsync);
        routes.Get("/jobs/{jobid}/plan", PlanAsync);
        routes.Get("/jobs/{jobid}/config", ConfigAsync);
        routes.Get("/jobs/{jobid}/exceptions", FailureJson.AnswerAsync);
        routes.Get("/jobs/{jobid}/accumulators", AccumulatorsAsync);
        routes.Get("/jobs/{jobid}/metrics", MetricsAsync);
        routes.Patch("/jobs/{jobid}/clientHeartbeat", ReportClientAsync);
    }

    private static async Task ReportClientAsync(RestRequest request)
    {
        var expires = (await request.BodyAsync(RequestJson.Default.HeartbeatRequest).ConfigureAwait(false)).ExpiredTimestamp
            ?? throw RestException.BadBody("expiredTimestamp is missing");
        var last = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();
        await request.Dispatcher.ReportClientAsync(
            request.Job,
            expires >= last ? DateTimeOffset.MaxValue : DateTimeOffset.FromUnixTimeMilliseconds(Math.Max(expires, 0)),
            request.Aborted).ConfigureAwait(false);
        await request.AnswerNothingAsync(StatusCodes.Status202Accepted).ConfigureAwait(false);
    }

    // Not one of Flink's: there, results come from a coordinator in Java's serialization.
    private static async Task ResultsAsync(RestRequest request)
    {
        var stream = long.TryParse(request.Text("stream"), CultureInfo.InvariantCulture, out var number)
            ? number
            : throw RestException.BadParameter("path", "stream", request.Text("stream"));
        var from = long.TryParse(request.Query("from") ?? "0", NumberStyles.None, CultureInfo.InvariantCulture, out var first)
            ? first
            : throw RestException.BadParameter("query", "from", request.Query("from")!);
        var page = await request.Dispatcher.FetchResultsAsync(request.Job, stream, from, request.Aborted).ConfigureAwait(false)
            ?? throw RestException.NotFound($"Job {request.Job} not found");
        await request.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("from", page.From);
            json.WriteBoolean("has-ended", page.HasEnded);
            json.WriteStartArray("pieces");
            foreach (var piece in page.Pieces)
            {
                json.WriteBase64StringValue(piece.Span);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }).ConfigureAwait(false);
    }

    private static async Task ListAsync(RestRequest request)
    {
        var jobs = await request.Dispatcher.ListJobsAsync(request.Aborted).ConfigureAwait(false);
        await request.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("jobs");
            foreach (var job in jobs)
            {
                json.WriteStartObject();
                json.WriteString("id", job.Id.ToString());
                json.WriteString("status", job.Status.Word());
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }).ConfigureAwait(false);
    }

    private static async Task OverviewAsync(RestRequest request)
    {
        var jobs = await request.Dispatcher.ListJobsAsync(request.Aborted).ConfigureAwait(false);
        await request.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("jobs");
            foreach (var job in jobs)
            {
                JobJson.WriteSummary(json, job, request.Now);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }).ConfigureAwait(false);
    }

    private static async Task DetailsAsync(RestRequest request)
    {
        var job = await request.FindJobAsync().ConfigureAwait(false);
        await request.AnswerAsync(
            await request.Metrics.ReadAsync(tree => JobJson.Details(job, tree.Job(job.Id), request.Now), request.Aborted).ConfigureAwait(false))
            .ConfigureAwait(false);
    }

    private static async Task CancelAsync(RestRequest request, string mode)
    {
        var job = request.Job;
        if (mode == "stop")
        {
            throw new RestException(StatusCodes.Status308PermanentRedirect, "Mode 'stop' is gone. Use mode 'cancel', or POST jobs/:jobid/stop for a stop with a savepoint.");
        }

        if (mode != "cancel")
        {
            throw RestException.BadParameter("query", "mode", mode);
        }

        if (!request.Services.Configuration.Get(Core.Configuration.WebOptions.Cancel))
        {
            throw new RestException(StatusCodes.Status403Forbidden, "Jobs cannot be cancelled here: 'web.cancel.enable' is false.");
        }

        var outcome = await request.Dispatcher.CancelAsync(job, request.Aborted).ConfigureAwait(false);
        await (outcome switch
        {
            CancelOutcome.Accepted => request.AnswerNothingAsync(StatusCodes.Status202Accepted),
            CancelOutcome.UnknownJob => throw RestException.NotFound($"Job {job} could not be found."),
            _ => throw RestException.NotFound($"Job {job} has ended and cannot be cancelled."),
        }).ConfigureAwait(false);
    }

    private static async Task StatusAsync(RestRequest request)
    {
        var id = request.Job;
        var status = await request.Dispatcher.FindStatusAsync(id, request.Aborted).ConfigureAwait(false)
            ?? throw RestException.NotFound($"Job {id} not found");
        await request.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteString("status", status.Word());
            json.WriteEndObject();
        }).ConfigureAwait(false);
    }

    private static async Task PlanAsync(RestRequest request)
    {
        var job = await request.FindJobAsync().ConfigureAwait(false);
        await request.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WritePropertyName("plan");
            PlanJson.Write(json, job.Plan);
            json.WriteEndObject();
        }).ConfigureAwait(false);
    }

    private static async Task ConfigAsync(RestRequest request)
    {
        var job = await request.FindJobAsync().ConfigureAwait(false);
        await request.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteString("jid", job.Id.ToString());
            json.WriteString("name", job.Name);
            json.WriteStartObject("execution-config");
            json.WriteString("restart-strategy", job.RestartStrategy);
            json.WriteNumber("job-parallelism", job.Parallelism);
            json.WriteBoolean("object-reuse-mode", job.ObjectReuse);
            json.WriteStartObject("user-config");
            foreach (var (key, value) in job.UserConfiguration)
            {
                json.WriteString(key, Core.Configuration.SensitiveKeys.Show(key, value));
            }

            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
        }).ConfigureAwait(false);
    }

    private static async Task AccumulatorsAsync(RestRequest request)
    {
        var serialized = request.Query("includeSerializedValue") is "true";
        var job = await request.FindJobAsync().ConfigureAwait(false);
        var merged = AccumulatorJson.Merge(job.Vertices.SelectMany(static vertex => vertex.Subtasks.Select(static subtask => subtask.Current)));
        await request.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("job-accumulators");
            json.WriteEndArray();
            AccumulatorJson.Write(json, "user-task-accumulators", merged);
            json.WriteStartObject("serialized-user-task-accumulators");
            if (serialized)
            {
                JobResultJson.WriteValues(json, merged.Select(static pair => KeyValuePair.Create(pair.Key, pair.Value.Value)));
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }).ConfigureAwait(false);
    }

    private static Task MetricsAsync(RestRequest request)
    {
        var job = request.Job;
        return MetricAnswers.AnswerAsync(request, tree => tree.Job(job)?.Own);
    }

    private static async Task AllMetricsAsync(RestRequest request)
    {
        var asked = request.QueryList("jobs");
        var all = await request.Dispatcher.ListJobsAsync(request.Aborted).ConfigureAwait(false);
        var jobs = all.Select(static job => job.Id).Where(id => asked is null || asked.Contains(id.ToString(), StringComparer.OrdinalIgnoreCase)).ToArray();
        await MetricAnswers.AnswerAggregatedAsync(request, tree => jobs.Select(tree.Job).OfType<MetricTree.JobBranch>().Select(static job => job.Own))
            .ConfigureAwait(false);
    }
}
