using System.Diagnostics.CodeAnalysis;

namespace Flink.Core.State;

/// <summary>A map for each key. Entries are written down, and expire, one by one.</summary>
/// <typeparam name="TMapKey">Type of the keys in the map, compared by value (<see cref="Types.Keys.KeyComparers"/>); not null.</typeparam>
/// <typeparam name="TValue">Type of the values, which may be null.</typeparam>
/// <remarks>Keys and values go in and out by copy. Source: Flink's MapState.</remarks>
public interface IMapState<TMapKey, TValue> : IState
    where TMapKey : notnull
{
    /// <summary>Whether the current key's map has no entry.</summary>
    bool IsEmpty { get; }

    /// <summary>The value of an entry; null (of a struct: its default) when there is none.</summary>
    TValue? Get(in TMapKey key);

    /// <summary>Gives the value of an entry where there is one.</summary>
    bool TryGetValue(in TMapKey key, [MaybeNullWhen(false)] out TValue value);

    /// <summary>Whether there is an entry.</summary>
    bool Contains(in TMapKey key);

    /// <summary>Sets an entry.</summary>
    void Put(in TMapKey key, in TValue value);

    /// <summary>Sets several entries.</summary>
    void PutAll(IEnumerable<KeyValuePair<TMapKey, TValue>> entries);

    /// <summary>Removes an entry.</summary>
    /// <returns>Whether there was one.</returns>
    bool Remove(in TMapKey key);

    /// <summary>The place of an entry's value, to be changed without a copy; made with the default value if there is none.</summary>
    /// <returns>Valid until the next use of this state and not beyond the function's call.</returns>
    ref TValue Ref(in TMapKey key);

    /// <summary>The entries, in no particular order.</summary>
    /// <remarks>The sequence is taken when this is called, so that the state may be changed while it is read.</remarks>
    IEnumerable<KeyValuePair<TMapKey, TValue>> Entries();

    /// <summary>The keys, in no particular order; see <see cref="Entries"/>.</summary>
    IEnumerable<TMapKey> Keys();

    /// <summary>The values, in no particular order; see <see cref="Entries"/>.</summary>
    IEnumerable<TValue> Values();
}
