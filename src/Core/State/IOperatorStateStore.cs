namespace Flink.Core.State;

/// <summary>Gives a function the state of its subtask that belongs to no key.</summary>
/// <remarks>Lists and maps are in memory and are written down whole at every snapshot. Source: Flink's OperatorStateStore.</remarks>
public interface IOperatorStateStore
{
    /// <summary>A list that is dealt out evenly, element by element, over the subtasks of a restored execution.</summary>
    /// <exception cref="FlinkException">The name is taken by a state of another kind or type, in this execution or in the state that was restored; or the descriptor asks for a time to live, which operator state does not have.</exception>
    IListState<T> GetListState<T>(ListStateDescriptor<T> descriptor);

    /// <summary>A list of which every subtask of a restored execution gets the elements of all.</summary>
    /// <inheritdoc cref="GetListState" path="/exception"/>
    IListState<T> GetUnionListState<T>(ListStateDescriptor<T> descriptor);

    /// <summary>A map of which every subtask holds a copy that it keeps equal to the others by itself.</summary>
    /// <inheritdoc cref="GetListState" path="/exception"/>
    IBroadcastState<TMapKey, TValue> GetBroadcastState<TMapKey, TValue>(MapStateDescriptor<TMapKey, TValue> descriptor)
        where TMapKey : notnull;
}
