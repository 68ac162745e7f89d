using System.Text.Json;
using Flink.Core;
using Flink.Core.Configuration;
using Flink.Core.Execution;
using Flink.Core.Graph;
using Flink.Rest.Jobs;
using Flink.Runtime.Dispatcher.Views;

namespace Flink.Rest.Programs.Hosting;

/// <summary>Keeps the graphs of a program's jobs instead of running them.</summary>
/// <param name="job">The id of the first job; null for its own.</param>
/// <param name="planOnly">Whether the program is stopped at its first job.</param>
internal sealed class GraphCapture(JobId? job, bool planOnly) : IPipelineExecutor
{
    private readonly Lock _lock = new();
    private readonly List<HostedJob> _jobs = [];

    /// <summary>The jobs so far.</summary>
    public IReadOnlyList<HostedJob> Jobs
    {
        get
        {
            lock (_lock)
            {
                return [.. _jobs];
            }
        }
    }

    public Task<IJobClient> SubmitAsync(JobGraph graph, FlinkConfiguration configuration, CancellationToken cancellation = default)
    {
        lock (_lock)
        {
            var own = job is { } id && _jobs.Count == 0 ? WithId(graph, id) : graph;
            _jobs.Add(new HostedJob(
                own.Id.ToString(),
                own.Name,
                JobGraphSerializer.Write(own).Bytes.ToArray(),
                PlanOf(own),
                configuration.Entries.ToDictionary(static entry => entry.Key, static entry => entry.Value.Value, StringComparer.Ordinal)));
            return planOnly
                ? throw new FlinkException("Only the plan of the program is wanted: its jobs are not run.")
                : Task.FromResult<IJobClient>(new DetachedJob(own.Id, own.Name));
        }
    }

    private static byte[] PlanOf(JobGraph graph)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            PlanJson.Write(json, JobPlan.Of(graph));
        }

        return bytes.ToArray();
    }

    private static JobGraph WithId(JobGraph graph, JobId id) => new()
    {
        Id = id,
        Name = graph.Name,
        Vertices = graph.Vertices,
        Edges = graph.Edges,
        BufferTimeout = graph.BufferTimeout,
    };
}
