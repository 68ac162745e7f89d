namespace Flink.Core.Graph;

/// <summary>A vertex of a job graph: the id of the operator at the head of its chain.</summary>
/// <param name="Value">The bits; printed as 32 hexadecimal digits.</param>
public readonly record struct VertexId(Id128 Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}
