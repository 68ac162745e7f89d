namespace Flink.Core.State;

/// <summary>Names a state of a list for each key, or of an operator's subtask.</summary>
/// <typeparam name="T">Type of the elements; must be serializable.</typeparam>
/// <param name="name">Name of the state, unique in its operator.</param>
public sealed class ListStateDescriptor<T>(string name) : StateDescriptor<IListState<T>>(name)
{
    /// <inheritdoc/>
    public override string Kind => "ListState";

    /// <inheritdoc/>
    public override IReadOnlyList<Type> StoredTypes => [typeof(T)];

    /// <inheritdoc/>
    public override IListState<T> Bind(IKeyedStateStore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        return store.GetListState(this);
    }
}
