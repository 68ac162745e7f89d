namespace Flink.Runtime.Slots;

/// <summary>A slot of a worker.</summary>
/// <param name="TaskManager">The worker.</param>
/// <param name="Index">From 0.</param>
public readonly record struct SlotId(TaskManagerId TaskManager, int Index)
{
    /// <inheritdoc/>
    public override string ToString() => $"{TaskManager}_{Index}";
}
