namespace Flink.Core.State;

/// <summary>A map that every subtask holds a copy of, written on the broadcast side only.</summary>
/// <typeparam name="TMapKey">Type of the keys, compared by value; not null.</typeparam>
/// <typeparam name="TValue">Type of the values.</typeparam>
/// <remarks>
/// Every subtask sees the same records on the broadcast side, perhaps in another order; the copies agree when what is written
/// depends on these records only, and not on their order. Every subtask writes its copy down, a restored one reads one copy.
/// Source: Flink's documentation, "The Broadcast State Pattern".
/// </remarks>
public interface IBroadcastState<TMapKey, TValue> : IReadOnlyBroadcastState<TMapKey, TValue>
    where TMapKey : notnull
{
    /// <summary>Sets an entry.</summary>
    void Put(in TMapKey key, in TValue value);

    /// <summary>Sets several entries.</summary>
    void PutAll(IEnumerable<KeyValuePair<TMapKey, TValue>> entries);

    /// <summary>Removes an entry.</summary>
    /// <returns>Whether there was one.</returns>
    bool Remove(in TMapKey key);

    /// <summary>Removes all entries.</summary>
    void Clear();
}
