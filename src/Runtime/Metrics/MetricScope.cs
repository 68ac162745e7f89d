using Flink.Core.Graph;

namespace Flink.Runtime.Metrics;

/// <summary>What a metric is about: the process, a job, a subtask, or an operator of a subtask.</summary>
/// <remarks>The parts below the first default one are default as well: a process's metric has none at all.</remarks>
/// <param name="Job">The job; default for metrics of the process.</param>
/// <param name="Vertex">The vertex; default for metrics of the whole job.</param>
/// <param name="Subtask">Index of the subtask; -1 for none.</param>
/// <param name="Attempt">The attempt; -1 for none.</param>
/// <param name="Operator">The operator's name; null for metrics of the whole task.</param>
public readonly record struct MetricScope(JobId Job, VertexId Vertex, int Subtask, int Attempt, string? Operator)
{
    /// <summary>The process.</summary>
    public static MetricScope Process => new(default, default, -1, -1, null);

    /// <summary>A job at its JobManager.</summary>
    public static MetricScope OfJob(JobId job) => new(job, default, -1, -1, null);
}
