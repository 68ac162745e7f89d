namespace Flink.Runtime.TaskManager.Latency;

/// <summary>How far latencies at an operator are told apart by where their markers came from (<c>metrics.latency.granularity</c>).</summary>
public enum LatencyGranularity
{
    /// <summary>Not at all.</summary>
    Single,

    /// <summary>By source.</summary>
    Operator,

    /// <summary>By subtask of a source.</summary>
    Subtask,
}
