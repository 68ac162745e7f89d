using Flink.Streaming.Graph;

namespace Flink.Streaming;

/// <summary>The end of a stream, as the handle by which it is configured.</summary>
public sealed class StreamSink : IOperatorHandle
{
    private readonly OperatorTransformation _operator;

    internal StreamSink(OperatorTransformation transformation) => _operator = transformation;

    OperatorTransformation IOperatorHandle.Operator => _operator;
}
