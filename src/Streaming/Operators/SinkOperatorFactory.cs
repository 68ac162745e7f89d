using Flink.Core.Operators;
using Flink.Core.Sinks;

namespace Flink.Streaming.Operators;

/// <summary>A sink in a job graph.</summary>
internal sealed class SinkOperatorFactory<T>(Sink<T> sink) : OperatorFactory
{
    public override IReadOnlyList<Type> InputTypes { get; } = [typeof(T)];

    public override Type? OutputType => null;

    public override bool IsBlocking => sink.IsBlocking;

    public override Operator Create() => new SinkOperator<T>(sink);
}
