using Flink.Core.Graph;

namespace Flink.Runtime.Slots;

/// <summary>One registration of a worker at one ResourceManager: what an earlier registration still sends is told apart by it.</summary>
/// <param name="Value">Random bits.</param>
public readonly record struct InstanceId(Id128 Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}
