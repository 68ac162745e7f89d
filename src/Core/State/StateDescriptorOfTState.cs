namespace Flink.Core.State;

/// <summary>Names a keyed state whose object has a known type.</summary>
/// <typeparam name="TState">Type of the state's object.</typeparam>
public abstract class StateDescriptor<TState> : StateDescriptor
    where TState : class, IState
{
    private protected StateDescriptor(string name)
        : base(name)
    {
    }

    /// <summary>Asks a store for the state, by the method of its kind.</summary>
    public abstract TState Bind(IKeyedStateStore store);
}
