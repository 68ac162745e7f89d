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

    /// <summary>The source operator that latency markers came from.</summary>
    public const string SourceId = "source_id";

    /// <summary>The subtask of that source.</summary>
    public const string SourceSubtask = "source_subtask_index";

    /// <summary>The operator that latency markers reached.</summary>
    public const string OperatorId = "operator_id";

    /// <summary>The subtask of that operator.</summary>
    public const string OperatorSubtask = "operator_subtask_index";

    /// <summary>The part of all values that are not above this one.</summary>
    public const string Quantile = "quantile";
}
