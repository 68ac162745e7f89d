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
/// <param name="folder">Where copies of cached files are written.</param>
internal sealed class GraphCapture(JobId? job, bool planOnly, string folder) : IPipelineExecutor
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
            var own = job is { } id && _jobs.Count == 0 ? graph.With(id) : graph;
            _jobs.Add(new HostedJob(
                own.Id.ToString(),
                own.Name,
                JobGraphSerializer.Write(own).Bytes.ToArray(),
                PlanOf(own),
                JobConfiguration.Of(configuration),
                planOnly ? [] : Copy(own)));
            return planOnly
                ? throw new FlinkException("Only the plan of the program is wanted: its jobs are not run.")
                : Task.FromResult<IJobClient>(new DetachedJob(own.Id, own.Name));
        }
    }

    // For the JobManager, which knows nothing of this process's files, and removes the copies.
    private string[] Copy(JobGraph graph) => [.. graph.CachedFiles.Where(static file => file.Hash is not null).Select(file =>
    {
        var path = Path.Combine(folder, $"{graph.Id}-{file.Hash}");
        using var copy = File.Create(path);
        file.CopyTo(copy);
        return path;
    })];

    private static byte[] PlanOf(JobGraph graph)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            PlanJson.Write(json, JobPlan.Of(graph));
        }

        return bytes.ToArray();
    }
}
