namespace Flink.Core.Operators.Fusion;

/// <summary>A fused operator as the builder of chains sees it.</summary>
public interface IFusedOperator
{
    /// <summary>Sets the contexts of the operators that were fused, in order; before <see cref="Operator.Open"/>.</summary>
    void SetContexts(OperatorContext[] contexts);
}
