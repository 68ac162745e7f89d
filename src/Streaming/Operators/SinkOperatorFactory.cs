using Flink.Core.Operators;
using Flink.Core.Sinks;

namespace Flink.Streaming.Operators;

/// <summary>What a sink's node of the job graph carries.</summary>
/// <typeparam name="T">The record type.</typeparam>
/// <param name="sink">The sink.</param>
public sealed class SinkOperatorFactory<T>(Sink<T> sink) : OperatorFactory
{
    private readonly Sink<T> _sink = sink ?? throw new ArgumentNullException(nameof(sink));

    /// <inheritdoc/>
    public override IReadOnlyList<Type> InputTypes => [typeof(T)];

    /// <inheritdoc/>
    public override Type? OutputType => null;

    /// <inheritdoc/>
    public override bool IsBlocking => _sink.IsBlocking;

    /// <inheritdoc/>
    public override Operator Create() => new SinkOperator<T>(_sink);
}
