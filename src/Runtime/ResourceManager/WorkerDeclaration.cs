using Flink.Runtime.Slots;

namespace Flink.Runtime.ResourceManager;

/// <summary>How many workers of a kind there should be.</summary>
/// <param name="Spec">The kind.</param>
/// <param name="Needed">How many, those that run included.</param>
/// <param name="Unwanted">Of those that run, the ones to release; not counted in <paramref name="Needed"/>.</param>
public sealed record WorkerDeclaration(WorkerSpec Spec, int Needed, IReadOnlyList<TaskManagerId> Unwanted);
