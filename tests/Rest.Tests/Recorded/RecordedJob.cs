using System.Text.Json;
using Flink.Core.Execution;
using Flink.Core.Graph;
using Flink.Core.Metrics;
using Flink.Runtime.Dispatcher.Views;
using Flink.Runtime.TaskManager;

namespace Flink.Rest.Tests.Recorded;

/// <summary>Puts the views of a job into the state that was recorded.</summary>
internal static class RecordedJob
{
    private const string JobPath = "/jobs/{job}";
    private const string VertexPath = "/jobs/{job}/vertices/{vertex}";

    public static JobDetails? Of(GoldenState state)
    {
        if (state.Answer(JobPath) is not { } job)
        {
            return null;
        }

        var config = state.Answer(JobPath + "/config")?.GetProperty("execution-config");
        var exceptions = state.Answer(JobPath + "/exceptions")?.GetProperty("exceptionHistory").GetProperty("entries");
        return new JobDetails
        {
            Id = Id(job.GetProperty("jid")),
            Name = job.GetProperty("name").GetString()!,
            Kind = job.GetProperty("job-type").GetString() == "BATCH" ? JobKind.Batch : JobKind.Streaming,
            Status = Enum.Parse<JobStatus>(job.GetProperty("state").GetString()!, ignoreCase: true),
            Entered = Times<JobStatus>(job.GetProperty("timestamps")),
            MaxParallelism = job.GetProperty("maxParallelism").GetInt32() is var max && max < 0 ? null : max,
            Vertices = [.. job.GetProperty("vertices").EnumerateArray().Select(vertex => Vertex(state, vertex))],
            Plan = Plan(job.GetProperty("plan")),
            Failures = exceptions is { } entries ? [.. entries.EnumerateArray().Select(Failure)] : [],
            RestartStrategy = config?.GetProperty("restart-strategy").GetString() ?? "",
            Parallelism = config?.GetProperty("job-parallelism").GetInt32() ?? 1,
            UserConfiguration = config?.GetProperty("user-config").EnumerateObject().ToDictionary(one => one.Name, one => one.Value.GetString()!)
                ?? new Dictionary<string, string>(),
        };
    }

    public static JobId Id(JsonElement element) => new(Parse(element));

    public static Id128 Parse(JsonElement element) => Id128.TryParse(element.GetString(), out var id) ? id : throw new FormatException(element.GetString());

    public static DateTimeOffset Time(JsonElement element) => DateTimeOffset.FromUnixTimeMilliseconds(element.GetInt64());

    private static Dictionary<TState, DateTimeOffset> Times<TState>(JsonElement timestamps)
        where TState : struct, Enum => timestamps.EnumerateObject()
            .Where(static one => one.Value.GetInt64() > 0)
            .ToDictionary(static one => Enum.Parse<TState>(one.Name, ignoreCase: true), static one => Time(one.Value));

    private static VertexDetails Vertex(GoldenState state, JsonElement vertex)
    {
        var id = vertex.GetProperty("id").GetString()!;
        var details = Of(state, VertexPath, id);
        var times = Of(state, VertexPath + "/subtasktimes", id).GetProperty("subtasks").EnumerateArray().ToArray();
        var accumulators = Of(state, VertexPath + "/subtasks/accumulators", id).GetProperty("subtasks").EnumerateArray().ToArray();
        var subtasks = details.GetProperty("subtasks").EnumerateArray()
            .Select((subtask, index) => Execution(subtask, times[index], accumulators[index]));
        return new VertexDetails
        {
            Id = new VertexId(Parse(vertex.GetProperty("id"))),
            Name = vertex.GetProperty("name").GetString()!,
            MaxParallelism = vertex.GetProperty("maxParallelism").GetInt32(),
            SlotSharingGroup = Parse(vertex.GetProperty("slotSharingGroupId")),
            Subtasks = [.. subtasks.Select(execution => new SubtaskDetails(execution, Earlier(execution)))],
        };
    }

    private static JsonElement Of(GoldenState state, string endpoint, string vertex) =>
        state.All(endpoint).First(one => one.Path.Contains(vertex, StringComparison.Ordinal)).Response;

    // Attempts before the current one were recorded for the first subtask alone, and look as it does.
    private static List<ExecutionDetails> Earlier(ExecutionDetails current) =>
        [.. Enumerable.Range(0, current.Attempt).Select(attempt => current with { Attempt = attempt })];

    private static ExecutionDetails Execution(JsonElement subtask, JsonElement times, JsonElement accumulators)
    {
        var metrics = subtask.GetProperty("metrics");
        var endpoint = subtask.GetProperty("endpoint").GetString();
        var isAssigned = endpoint != "(unassigned)";
        return new ExecutionDetails
        {
            Subtask = subtask.GetProperty("subtask").GetInt32(),
            Attempt = subtask.GetProperty("attempt").GetInt32(),
            State = Enum.Parse<ExecutionState>(subtask.GetProperty("status").GetString()!, ignoreCase: true),
            Entered = Times<ExecutionState>(times.GetProperty("timestamps")),
            TaskManagerId = isAssigned ? subtask.GetProperty("taskmanager-id").GetString() : null,
            Endpoint = isAssigned ? endpoint : null,
            Figures = metrics.GetProperty("read-bytes-complete").GetBoolean() ? Figures(metrics) : null,
            Accumulators = accumulators.GetProperty("user-accumulators").EnumerateArray()
                .ToDictionary(static one => one.GetProperty("name").GetString()!, static one => (IAccumulator)new LongCounter()),
        };
    }

    private static TaskFigures Figures(JsonElement metrics) => new(
        metrics.GetProperty("read-bytes").GetInt64(),
        metrics.GetProperty("write-bytes").GetInt64(),
        metrics.GetProperty("read-records").GetInt64(),
        metrics.GetProperty("write-records").GetInt64(),
        TimeSpan.FromMilliseconds(metrics.GetProperty("accumulated-backpressured-time").GetInt64()),
        TimeSpan.FromMilliseconds(metrics.GetProperty("accumulated-idle-time").GetInt64()),
        TimeSpan.FromMilliseconds(metrics.GetProperty("accumulated-busy-time").GetDouble()));

    private static FailureEntry Failure(JsonElement entry) => new()
    {
        ExceptionName = entry.GetProperty("exceptionName").GetString()!,
        StackTrace = entry.GetProperty("stacktrace").GetString()!,
        Time = Time(entry.GetProperty("timestamp")),
        TaskName = Text(entry, "taskName"),
        Endpoint = Text(entry, "endpoint"),
        TaskManagerId = Text(entry, "taskManagerId"),
        Concurrent = entry.TryGetProperty("concurrentExceptions", out var others) ? [.. others.EnumerateArray().Select(Failure)] : [],
    };

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static JobPlan Plan(JsonElement plan) => new(
        Id(plan.GetProperty("jid")),
        plan.GetProperty("name").GetString()!,
        plan.GetProperty("type").GetString() == "BATCH" ? JobKind.Batch : JobKind.Streaming,
        [.. plan.GetProperty("nodes").EnumerateArray().Select(static node => new PlanNode(
            new VertexId(Parse(node.GetProperty("id"))),
            node.GetProperty("parallelism").GetInt32(),
            node.GetProperty("description").GetString()!,
            node.TryGetProperty("inputs", out var inputs) ? [.. inputs.EnumerateArray().Select(Input)] : []))]);

    private static PlanInput Input(JsonElement input) => new(
        new VertexId(Parse(input.GetProperty("id"))),
        input.GetProperty("num").GetInt32(),
        input.GetProperty("ship_strategy").GetString()!,
        input.GetProperty("exchange").GetString()!);
}
