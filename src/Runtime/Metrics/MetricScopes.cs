namespace Flink.Runtime.Metrics;

/// <summary>Flink's logical scopes, as <see cref="System.Diagnostics.Metrics.Meter.Scope"/> of our meters: what stands before a metric's name in exports.</summary>
public static class MetricScopes
{
    public const string JobManager = "jobmanager";

    public const string Job = "jobmanager_job";

    public const string TaskManager = "taskmanager";

    public const string TaskManagerJob = "taskmanager_job";

    public const string Task = "taskmanager_job_task";

    public const string Operator = "taskmanager_job_task_operator";

    /// <summary>The whole name of a metric in exports, such as <c>flink_taskmanager_job_task_numRecordsIn</c>.</summary>
    /// <param name="scope">The scope of its meter; null for one that is not ours.</param>
    /// <param name="name">Its name.</param>
    public static string ExportedName(object? scope, string name) => scope switch
    {
        Task when name.StartsWith(TaskMetrics.OperatorPrefix, StringComparison.Ordinal) => ExportedName(Operator, name[TaskMetrics.OperatorPrefix.Length..]),
        string prefix => $"flink_{prefix}_{name.Replace('.', '_')}",
        _ => name,
    };
}
