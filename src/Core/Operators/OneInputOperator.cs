using Flink.Core.Records;

namespace Flink.Core.Operators;

/// <summary>An operator with one input; signals pass through unless overridden.</summary>
/// <typeparam name="TIn">The record type that it reads.</typeparam>
/// <typeparam name="TOut">The record type that it emits.</typeparam>
public abstract class OneInputOperator<TIn, TOut> : Operator<TOut>, IInput<TIn>
{
    /// <inheritdoc/>
    public override IReadOnlyList<IInput> Inputs => [this];

    /// <inheritdoc/>
    public abstract void Process(Batch<TIn> batch);

    /// <inheritdoc/>
    public virtual void Process(Watermark watermark) => Output.Process(watermark);

    /// <inheritdoc/>
    public virtual void Process(StreamStatus status) => Output.Process(status);

    /// <inheritdoc/>
    public virtual void Process(LatencyMarker marker) => Output.Process(marker);
}
