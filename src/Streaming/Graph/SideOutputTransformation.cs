using Flink.Core.Graph;

namespace Flink.Streaming.Graph;

/// <summary>A side output of an operator; no operator itself.</summary>
internal sealed class SideOutputTransformation(OperatorTransformation input, OutputTag tag) : Transformation(tag.RecordType)
{
    public OperatorTransformation Input { get; } = input;

    public OutputTag Tag { get; } = tag;
}
