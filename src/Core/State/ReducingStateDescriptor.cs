using Flink.Core.Functions;

namespace Flink.Core.State;

/// <summary>Names a state that reduces for each key what is added.</summary>
/// <typeparam name="T">Type of the elements; must be serializable.</typeparam>
public sealed class ReducingStateDescriptor<T> : StateDescriptor<IReducingState<T>>
{
    /// <summary>A state with a reducer as an object.</summary>
    /// <param name="name">Name of the state, unique in its operator.</param>
    /// <param name="function">Combines two elements; it must not keep state and is not opened.</param>
    public ReducingStateDescriptor(string name, IReduceFunction<T> function)
        : base(name)
    {
        ArgumentNullException.ThrowIfNull(function);
        Function = function;
    }

    /// <summary>A state with a reducer as a delegate.</summary>
    /// <param name="name">Name of the state, unique in its operator.</param>
    /// <param name="function">Combines two elements.</param>
    public ReducingStateDescriptor(string name, Func<T, T, T> function)
        : base(name)
    {
        ArgumentNullException.ThrowIfNull(function);
        Function = new Reducer(function);
    }

    /// <summary>Combines two elements.</summary>
    public IReduceFunction<T> Function { get; }

    /// <inheritdoc/>
    public override string Kind => "ReducingState";

    /// <inheritdoc/>
    public override IReadOnlyList<Type> StoredTypes => [typeof(T)];

    /// <inheritdoc/>
    public override IReducingState<T> Bind(IKeyedStateStore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        return store.GetReducingState(this);
    }

    private sealed class Reducer(Func<T, T, T> function) : IReduceFunction<T>
    {
        public T Reduce(in T reduced, in T next) => function(reduced, next);
    }
}
