using Flink.Core.Graph;

namespace Flink.Runtime.Slots;

/// <summary>One assignment of a slot to a job; the slot's next assignment has another.</summary>
/// <param name="Value">Random bits.</param>
public readonly record struct AllocationId(Id128 Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}
