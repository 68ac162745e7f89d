using System.Globalization;
using System.Text.Json;
using Flink.Core.Graph;
using Flink.Runtime.Dispatcher.Views;
using Flink.Runtime.Metrics;

namespace Flink.Rest.Tests.Recorded;

/// <summary>Metrics under the ids that were recorded.</summary>
internal static class RecordedMetrics
{
    public static IEnumerable<MetricSample> OfProcess(JsonElement? ids) =>
        Ids(ids).Select(static id => new MetricSample(MetricScope.Process, id, 1));

    public static IEnumerable<MetricSample> OfWholeJob(GoldenState state)
    {
        if (state.Answer("/jobs/{job}") is not { } job)
        {
            return [];
        }

        var scope = MetricScope.OfJob(RecordedJob.Id(job.GetProperty("jid")));
        return Ids(state.Answer("/jobs/{job}/metrics")).Select(id => new MetricSample(scope, id, 1));
    }

    /// <summary>Metrics of jobs that were recorded together, as metrics of the first of them.</summary>
    public static IEnumerable<MetricSample> OfAnyJob(GoldenState state, IReadOnlyList<JobSummary> jobs) => jobs.Count == 0
        ? []
        : Ids(state.Answer("/jobs/metrics")).Select(id => new MetricSample(MetricScope.OfJob(jobs[0].Id), id, 1));

    public static IEnumerable<MetricSample> OfJob(GoldenState state, JobDetails? job)
    {
        foreach (var vertex in job?.Vertices ?? [])
        {
            foreach (var exchange in state.All("/jobs/{job}/vertices/{vertex}/metrics"))
            {
                if (!exchange.Path.Contains(vertex.Id.ToString(), StringComparison.Ordinal))
                {
                    continue;
                }

                foreach (var id in Ids(exchange.Response))
                {
                    var dot = id.IndexOf('.', StringComparison.Ordinal);
                    var subtask = vertex.Subtasks[int.Parse(id[..dot], CultureInfo.InvariantCulture)].Current;
                    yield return new MetricSample(new MetricScope(job!.Id, vertex.Id, subtask.Subtask, subtask.Attempt, null), id[(dot + 1)..], 1);
                }
            }
        }
    }

    private static IEnumerable<string> Ids(JsonElement? answer) =>
        answer is { } list ? list.EnumerateArray().Select(static one => one.GetProperty("id").GetString()!) : [];
}
