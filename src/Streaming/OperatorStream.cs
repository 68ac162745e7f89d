using Flink.Core.Graph;
using Flink.Streaming.Graph;

namespace Flink.Streaming;

/// <summary>The results of an operator: a stream that can be transformed, and the handle by which the operator is configured.</summary>
/// <typeparam name="T">The record type.</typeparam>
public sealed class OperatorStream<T> : DataStream<T>, IOperatorHandle
{
    private readonly OperatorTransformation _operator;

    internal OperatorStream(StreamExecutionEnvironment environment, OperatorTransformation transformation)
        : base(environment, transformation) => _operator = transformation;

    OperatorTransformation IOperatorHandle.Operator => _operator;

    /// <summary>What the operator's function emitted under a tag (<see cref="Functions.ProcessContext.Output{T}"/>).</summary>
    public DataStream<TSide> GetSideOutput<TSide>(OutputTag<TSide> tag)
    {
        ArgumentNullException.ThrowIfNull(tag);
        ArgumentException.ThrowIfNullOrWhiteSpace(tag.Id, nameof(tag));
        return new DataStream<TSide>(Environment, new SideOutputTransformation(_operator, tag));
    }
}
