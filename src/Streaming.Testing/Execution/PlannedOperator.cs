using Flink.Core.Graph;

namespace Flink.Streaming.Testing.Execution;

/// <summary>An operator that a harness runs; operators of one vertex share a task in the engine.</summary>
internal sealed record PlannedOperator(OperatorNode Node, int Vertex, string VertexName, int Parallelism, int MaxParallelism);
