using Flink.Core.Partitioning;

namespace Flink.Streaming.Graph;

/// <summary>Says how the records of its input reach whoever reads it; no operator.</summary>
internal sealed class PartitionTransformation(Transformation input, Partitioner partitioner) : Transformation(input.OutputType)
{
    public Transformation Input { get; } = input;

    public Partitioner Partitioner { get; } = partitioner;
}
