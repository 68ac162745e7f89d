using System.Runtime.InteropServices;
using Flink.Core.State;
using Flink.Core.Types.Keys;
using Flink.Streaming.State;

namespace Flink.Streaming.Windowing.Operators;

/// <summary>The open sessions of keys but for the latest of each. Where these hold no references, nothing is allocated for them.</summary>
internal sealed class EarlierSessions<TKey, TAccumulator, TComparer>(TableSpace space)
    where TComparer : struct, IKeyComparer<TKey>
{
    private readonly KeyedTable<SessionKey<TKey>, Session<TAccumulator>, SessionKeyComparer<TKey, TComparer>> _table =
        space.NewTable<SessionKey<TKey>, Session<TAccumulator>, SessionKeyComparer<TKey, TComparer>>();

    private readonly List<Session<TAccumulator>> _list = [];

    /// <summary>A session, whose number may be the next one: then it is made.</summary>
    public ref Session<TAccumulator> At(in TKey key, ulong hash, int number) =>
        ref _table.GetOrAdd(new SessionKey<TKey> { Key = key, Number = number }, SessionKeyComparer<TKey, TComparer>.HashOf(hash, number), out _);

    /// <summary>All of a key, in a list that is used for the next key again: to be stored before.</summary>
    public List<Session<TAccumulator>> Load(in TKey key, ulong hash, int count)
    {
        for (var number = 0; number < count; number++)
        {
            _list.Add(At(in key, hash, number));
        }

        return _list;
    }

    /// <summary>Stores what the list has in place of the sessions of a key.</summary>
    public void Store(in TKey key, ulong hash, int countBefore)
    {
        var sessions = CollectionsMarshal.AsSpan(_list);
        for (var number = 0; number < sessions.Length; number++)
        {
            At(in key, hash, number) = sessions[number];
        }

        for (var number = sessions.Length; number < countBefore; number++)
        {
            _table.Remove(new SessionKey<TKey> { Key = key, Number = number }, SessionKeyComparer<TKey, TComparer>.HashOf(hash, number));
        }

        _list.Clear();
    }

    public void Snapshot(StateWriter state, string name) => _table.Snapshot(state, name);

    public void Restore(StateReader state, string name) => _table.Restore(state, name);
}
