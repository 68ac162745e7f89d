using Flink.Core.Configuration;
using Flink.Core.Execution;
using Flink.Rest.Routing;

namespace Flink.Rest.Cluster;

/// <summary>The cluster as a whole: <c>/overview</c>, <c>/config</c>, <c>DELETE /cluster</c>.</summary>
internal static class ClusterRoutes
{
    public static void Map(RouteTable routes)
    {
        routes.Get("/overview", OverviewAsync);
        routes.Get("/config", ConfigAsync);
        routes.Delete("/cluster", ShutDownAsync);
    }

    private static async Task OverviewAsync(RestRequest request)
    {
        var jobs = await request.Dispatcher.ListJobsAsync(request.Aborted).ConfigureAwait(false);
        var taskManagers = await request.ResourceManager.ListTaskManagersAsync(request.Aborted).ConfigureAwait(false);
        var blocked = taskManagers.Where(static one => one.IsBlocked).ToArray();
        await request.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("taskmanagers", taskManagers.Count);
            json.WriteNumber("slots-total", taskManagers.Sum(static one => one.Slots));
            json.WriteNumber("slots-available", taskManagers.Sum(static one => one.FreeSlots));
            if (blocked.Length > 0)
            {
                json.WriteNumber("taskmanagers-blocked", blocked.Length);
                json.WriteNumber("slots-free-and-blocked", blocked.Sum(static one => one.FreeSlots));
            }

            json.WriteNumber("jobs-running", jobs.Count(static job => !job.Status.IsGloballyTerminal()));
            json.WriteNumber("jobs-finished", jobs.Count(static job => job.Status == JobStatus.Finished));
            json.WriteNumber("jobs-cancelled", jobs.Count(static job => job.Status == JobStatus.Canceled));
            json.WriteNumber("jobs-failed", jobs.Count(static job => job.Status == JobStatus.Failed));
            json.WriteString("flink-version", Product.Version);
            json.WriteString("flink-commit", Product.Commit);
            json.WriteEndObject();
        }).ConfigureAwait(false);
    }

    private static Task ConfigAsync(RestRequest request)
    {
        var configuration = request.Services.Configuration;
        var zone = request.Services.Clock.LocalTimeZone;
        return request.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("refresh-interval", (long)configuration.Get(WebOptions.RefreshInterval).TotalMilliseconds);
            json.WriteString("timezone-name", zone.DisplayName);
            json.WriteNumber("timezone-offset", (int)zone.GetUtcOffset(request.Now).TotalMilliseconds);
            json.WriteString("flink-version", Product.Version);
            json.WriteString("flink-revision", Product.Commit);
            json.WriteStartObject("features");
            json.WriteBoolean("web-submit", configuration.Get(WebOptions.Submit) && request.Services.Programs is not null);
            json.WriteBoolean("web-cancel", configuration.Get(WebOptions.Cancel));
            json.WriteBoolean("web-rescale", false);
            json.WriteBoolean("web-history", false);
            json.WriteEndObject();
            json.WriteEndObject();
        });
    }

    private static async Task ShutDownAsync(RestRequest request)
    {
        await request.Dispatcher.ShutDownAsync(request.Aborted).ConfigureAwait(false);
        await request.AnswerNothingAsync().ConfigureAwait(false);
    }
}
