namespace Flink.Core.Graph;

/// <summary>An operator of an <see cref="ExecutionPlan"/>.</summary>
/// <param name="Id">Its number in the plan.</param>
/// <param name="Name">What people read.</param>
/// <param name="Kind">Where it stands.</param>
/// <param name="Parallelism">Its subtasks.</param>
/// <param name="Inputs">What it reads; none for a source.</param>
public sealed record PlannedOperator(int Id, string Name, PlannedOperatorKind Kind, int Parallelism, IReadOnlyList<PlannedInput> Inputs);
