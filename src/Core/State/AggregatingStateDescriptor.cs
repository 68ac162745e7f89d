using Flink.Core.Functions;

namespace Flink.Core.State;

/// <summary>Names a state that aggregates for each key what is added.</summary>
/// <typeparam name="TIn">Type of the elements.</typeparam>
/// <typeparam name="TAccumulator">Type of what is kept; must be serializable.</typeparam>
/// <typeparam name="TOut">Type of the aggregate.</typeparam>
public sealed class AggregatingStateDescriptor<TIn, TAccumulator, TOut> : StateDescriptor<IAggregatingState<TIn, TOut>>
{
    /// <summary>A state with its aggregation.</summary>
    /// <param name="name">Name of the state, unique in its operator.</param>
    /// <param name="function">The aggregation; it must not keep state of its own and is not opened.</param>
    public AggregatingStateDescriptor(string name, IAggregateFunction<TIn, TAccumulator, TOut> function)
        : base(name)
    {
        ArgumentNullException.ThrowIfNull(function);
        Function = function;
    }

    /// <summary>The aggregation.</summary>
    public IAggregateFunction<TIn, TAccumulator, TOut> Function { get; }

    /// <inheritdoc/>
    public override string Kind => "AggregatingState";

    /// <inheritdoc/>
    public override IReadOnlyList<Type> StoredTypes => [typeof(TAccumulator)];

    /// <inheritdoc/>
    public override IAggregatingState<TIn, TOut> Bind(IKeyedStateStore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        return store.GetAggregatingState(this);
    }
}
