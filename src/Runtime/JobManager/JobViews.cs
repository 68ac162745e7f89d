using Flink.Core.Execution;
using Flink.Core.Graph;
using Flink.Core.Metrics;
using Flink.Core.Sources;
using Flink.Core.Types;
using Flink.Runtime.Dispatcher.Views;
using Flink.Runtime.TaskManager;

namespace Flink.Runtime.JobManager;

/// <summary>Snapshots of a job for people.</summary>
internal static class JobViews
{
    /// <summary>The job with all its tasks.</summary>
    public static JobDetails Details(ExecutionGraph graph, JobLife life, ExceptionHistory history, JobMasterSettings settings) => new()
    {
        Id = graph.Job.Id,
        Name = graph.Job.Name,
        Kind = JobKind.Streaming,
        Status = life.Status,
        Entered = life.Entered,
        Vertices = [.. graph.Job.Vertices.Select(vertex => VertexOf(graph, vertex))],
        Plan = JobPlan.Of(graph.Job),
        Failures = history.Entries,
        RestartStrategy = settings.RestartDescription,
        UserConfiguration = settings.UserConfiguration,
        MaxParallelism = settings.MaxParallelism,
        Parallelism = graph.Job.Vertices.Count == 0 ? 1 : graph.Job.Vertices.Max(static vertex => vertex.Parallelism),
    };

    /// <summary>The job in a list.</summary>
    public static JobSummary Summary(ExecutionGraph graph, JobLife life)
    {
        var lastModified = life.Entered.Values.Max();
        var lastMove = DateTimeOffset.FromUnixTimeMilliseconds(graph.LastMove);
        return new JobSummary
        {
            Id = graph.Job.Id,
            Name = graph.Job.Name,
            Status = life.Status,
            Started = life.Entered[JobStatus.Initializing],
            Ended = life.HasEnded ? life.Entered[life.Status] : null,
            LastModified = lastMove > lastModified ? lastMove : lastModified,
            Tasks = Enum.GetValues<ExecutionState>().Where(state => graph.Count(state) > 0).ToDictionary(static state => state, graph.Count),
        };
    }

    private static VertexDetails VertexOf(ExecutionGraph graph, JobVertex vertex) => new()
    {
        Id = vertex.Id,
        Name = vertex.Name,
        MaxParallelism = vertex.MaxParallelism,
        SlotSharingGroup = GroupId(graph.Job, vertex.SlotSharingGroup),
        Subtasks = [.. graph.Of(vertex.Id).Select(static subtask =>
            new SubtaskDetails(ExecutionOf(subtask.Current), [.. subtask.Earlier.Select(ExecutionOf)]))],
    };

    // Groups have names here and ids in Flink: one that is the same wherever the job is shown.
    private static Id128 GroupId(JobGraph job, string name) =>
        new(StableHash.Of(job.Id.Value.High ^ job.Id.Value.Low), StableHash.Of(name));

    private static ExecutionDetails ExecutionOf(Execution execution)
    {
        var location = execution.Slot?.TaskManager.Location;
        return new ExecutionDetails
        {
            Subtask = execution.Id.Subtask,
            Attempt = execution.Id.Attempt,
            State = execution.State,
            Entered = Enum.GetValues<ExecutionState>().Where(state => execution.Since(state) > 0)
                .ToDictionary(static state => state, state => DateTimeOffset.FromUnixTimeMilliseconds(execution.Since(state))),
            TaskManagerId = location?.Id.Value,
            Endpoint = location is null ? null : $"{location.DataHost}:{location.DataPort}",
            Figures = execution.Report?.Figures,
            Accumulators = execution.Report?.Accumulators ?? new Dictionary<string, IAccumulator>(),
        };
    }
}
