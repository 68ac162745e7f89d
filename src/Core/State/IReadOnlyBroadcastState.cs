using System.Diagnostics.CodeAnalysis;

namespace Flink.Core.State;

/// <summary>Broadcast state as the side that is not broadcast sees it.</summary>
/// <typeparam name="TMapKey">Type of the keys, compared by value; not null.</typeparam>
/// <typeparam name="TValue">Type of the values.</typeparam>
/// <remarks>What is read must not be changed: it is the same in all subtasks only as long as the broadcast side alone writes.</remarks>
public interface IReadOnlyBroadcastState<TMapKey, TValue>
    where TMapKey : notnull
{
    /// <summary>Entries of the map.</summary>
    int Count { get; }

    /// <summary>The value of an entry; null (of a struct: its default) when there is none.</summary>
    TValue? Get(in TMapKey key);

    /// <summary>Gives the value of an entry where there is one.</summary>
    bool TryGetValue(in TMapKey key, [MaybeNullWhen(false)] out TValue value);

    /// <summary>Whether there is an entry.</summary>
    bool Contains(in TMapKey key);

    /// <summary>The entries, in no particular order.</summary>
    IEnumerable<KeyValuePair<TMapKey, TValue>> Entries();
}
