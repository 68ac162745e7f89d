namespace Flink.Core.State;

/// <summary>Names a state of one value for each key.</summary>
/// <typeparam name="T">Type of the value; must be serializable.</typeparam>
/// <param name="name">Name of the state, unique in its operator.</param>
public sealed class ValueStateDescriptor<T>(string name) : StateDescriptor<IValueState<T>>(name)
{
    /// <inheritdoc/>
    public override string Kind => "ValueState";

    /// <inheritdoc/>
    public override IReadOnlyList<Type> StoredTypes => [typeof(T)];

    /// <inheritdoc/>
    public override IValueState<T> Bind(IKeyedStateStore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        return store.GetState(this);
    }
}
