using Flink.Core.Graph;

namespace Flink.Runtime.Dispatcher.Views;

/// <summary>A vertex in a plan.</summary>
/// <param name="Id">The vertex.</param>
/// <param name="Parallelism">Its subtasks.</param>
/// <param name="Description">Its operators as a tree, lines ended by <c>&lt;br/&gt;</c> as Flink does.</param>
/// <param name="Inputs">What it reads; none for a source.</param>
public sealed record PlanNode(VertexId Id, int Parallelism, string Description, IReadOnlyList<PlanInput> Inputs);
