namespace Flink.Streaming.Graph;

/// <summary>The records of all its inputs; no operator.</summary>
internal sealed class UnionTransformation(IReadOnlyList<Transformation> inputs) : Transformation(inputs[0].OutputType)
{
    public IReadOnlyList<Transformation> Inputs { get; } = inputs;
}
