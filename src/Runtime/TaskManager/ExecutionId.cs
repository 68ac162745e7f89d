using Flink.Core.Graph;

namespace Flink.Runtime.TaskManager;

/// <summary>One attempt to run one subtask of one job.</summary>
/// <param name="Job">The job.</param>
/// <param name="Vertex">The vertex.</param>
/// <param name="Subtask">Index of the subtask.</param>
/// <param name="Attempt">0 for the first.</param>
public readonly record struct ExecutionId(JobId Job, VertexId Vertex, int Subtask, int Attempt);
