namespace Flink.Runtime.Metrics;

/// <summary>Names of the tags of metrics: Flink's scope variables.</summary>
public static class MetricTags
{
    /// <summary>The machine of a process, as others reach it.</summary>
    public const string Host = "host";

    /// <summary>A TaskManager's id.</summary>
    public const string TaskManagerId = "tm_id";

    public const string JobId = "job_id";

    public const string JobName = "job_name";

    /// <summary>The vertex.</summary>
    public const string TaskId = "task_id";

    public const string TaskName = "task_name";

    public const string Subtask = "subtask_index";

    public const string Attempt = "task_attempt_num";

    public const string OperatorName = "operator_name";
}
