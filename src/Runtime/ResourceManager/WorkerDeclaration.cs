using Flink.Runtime.Slots;

namespace Flink.Runtime.ResourceManager;

/// <summary>How many workers of a kind there should be.</summary>
/// <param name="Spec">The kind.</param>
/// <param name="Needed">How many, those that run included.</param>
/// <param name="Unwanted">Of those that run, the ones to release; not counted in <paramref name="Needed"/>.</param>
public sealed record WorkerDeclaration(WorkerSpec Spec, int Needed, IReadOnlyList<TaskManagerId> Unwanted)
{
    /// <summary>Of those that run, the ones that will be taken away and still have work: not counted in <see cref="Needed"/>, and not to be released before they are unwanted.</summary>
    public IReadOnlyList<TaskManagerId> Leaving { get; init; } = [];
}
