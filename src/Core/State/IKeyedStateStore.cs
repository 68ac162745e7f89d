namespace Flink.Core.State;

/// <summary>Gives a function the keyed states of its operator.</summary>
/// <remarks>
/// The same descriptor gives the same object every time; so does another one of the same name, kind and types. Best asked in
/// <see cref="Functions.IRichFunction.Open"/>; later is allowed.
/// </remarks>
public interface IKeyedStateStore
{
    /// <summary>A value for each key.</summary>
    /// <exception cref="FlinkException">The name is taken by a state of another kind, type or time to live, in this execution or in the state that was restored.</exception>
    IValueState<T> GetState<T>(ValueStateDescriptor<T> descriptor);

    /// <summary>A list for each key.</summary>
    /// <inheritdoc cref="GetState" path="/exception"/>
    IListState<T> GetListState<T>(ListStateDescriptor<T> descriptor);

    /// <summary>A map for each key.</summary>
    /// <inheritdoc cref="GetState" path="/exception"/>
    IMapState<TMapKey, TValue> GetMapState<TMapKey, TValue>(MapStateDescriptor<TMapKey, TValue> descriptor)
        where TMapKey : notnull;

    /// <summary>A reduction for each key.</summary>
    /// <inheritdoc cref="GetState" path="/exception"/>
    IReducingState<T> GetReducingState<T>(ReducingStateDescriptor<T> descriptor);

    /// <summary>An aggregate for each key.</summary>
    /// <inheritdoc cref="GetState" path="/exception"/>
    IAggregatingState<TIn, TOut> GetAggregatingState<TIn, TAccumulator, TOut>(AggregatingStateDescriptor<TIn, TAccumulator, TOut> descriptor);
}
