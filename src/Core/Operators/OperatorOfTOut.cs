namespace Flink.Core.Operators;

/// <summary>An operator with a typed main output.</summary>
/// <typeparam name="TOut">The record type that it emits.</typeparam>
public abstract class Operator<TOut> : Operator
{
    private IInput<TOut>? _output;

    /// <summary>Where results go: the next operator of the chain or the edge of the task. Batches are lent to it.</summary>
    protected IInput<TOut> Output => _output ?? throw new InvalidOperationException("The operator's output is not connected.");

    /// <inheritdoc/>
    public override void Connect(IInput output) => _output = (IInput<TOut>)output;
}
