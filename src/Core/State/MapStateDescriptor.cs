namespace Flink.Core.State;

/// <summary>Names a state of a map: one for each key, or a broadcast one.</summary>
/// <typeparam name="TMapKey">Type of the keys in the map; must be serializable and have equality by value.</typeparam>
/// <typeparam name="TValue">Type of the values; must be serializable.</typeparam>
/// <param name="name">Name of the state, unique in its operator.</param>
public sealed class MapStateDescriptor<TMapKey, TValue>(string name) : StateDescriptor<IMapState<TMapKey, TValue>>(name), IBroadcastStateDescriptor
    where TMapKey : notnull
{
    /// <inheritdoc/>
    public override string Kind => "MapState";

    /// <inheritdoc/>
    public override IReadOnlyList<Type> StoredTypes => [typeof(TMapKey), typeof(TValue)];

    /// <inheritdoc/>
    public override IMapState<TMapKey, TValue> Bind(IKeyedStateStore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        return store.GetMapState(this);
    }

    void IBroadcastStateDescriptor.Register(IOperatorStateStore store) => store.GetBroadcastState(this);
}
