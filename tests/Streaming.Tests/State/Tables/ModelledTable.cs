using Flink.Core.Types;
using Flink.Core.Types.Keys;
using Flink.Streaming.State;
using Flink.Streaming.State.Tables;
using Flink.Streaming.Testing;
using Flink.Streaming.Tests.Harness;

namespace Flink.Streaming.Tests.State.Tables;

/// <summary>A table beside a dictionary that must always hold the same.</summary>
internal sealed class ModelledTable<TKey, TValue, TComparer> : TableModel<TKey, TValue, TComparer>
    where TKey : notnull
    where TComparer : struct, IKeyComparer<TKey>
{
    private readonly Func<int, TKey> _key;
    private TablePosition _position;

    public ModelledTable(Func<int, TKey> key, Func<int, TValue> value, int subtask = 0, int parallelism = 1, HarnessMemory? memory = null)
        : base(value, memory)
    {
        _key = key;
        Table = new KeyedTable<TKey, TValue, TComparer>(Pool, Groups, KeyGroups.RangeOf(subtask, Groups, parallelism));
    }

    public KeyedTable<TKey, TValue, TComparer> Table { get; }

    protected override long Count => Table.Count;

    public void Put(int key, int value)
    {
        var k = _key(key);
        ref var place = ref Table.GetOrAdd(in k, Hash(k), out var isNew);
        Set(ref place, k, value, isNew);
    }

    /// <summary>As operators do: all places of a group are fetched, then used one by one.</summary>
    public void PutGroup(ReadOnlySpan<int> keys, int value)
    {
        var probes = new Probe[keys.Length];
        for (var i = 0; i < keys.Length; i++)
        {
            probes[i] = Table.Aim(Hash(_key(keys[i])));
        }

        // The last one is only aimed at, which must do as well.
        foreach (ref var probe in probes.AsSpan(0, probes.Length - 1))
        {
            Table.Prefetch(ref probe);
        }


        for (var i = 0; i < keys.Length; i++)
        {
            var k = _key(keys[i]);
            ref var place = ref Table.GetOrAdd(in k, in probes[i], out var isNew);
            Set(ref place, k, value++, isNew);
        }
    }

    /// <summary>Puts a key by a probe that was taken before other things happened.</summary>
    public void Put(int key, in Probe probe, int value)
    {
        var k = _key(key);
        ref var place = ref Table.GetOrAdd(in k, in probe, out var isNew);
        Set(ref place, k, value, isNew);
    }

    public Probe Prefetch(int key)
    {
        var probe = Table.Aim(Hash(_key(key)));
        Table.Prefetch(ref probe);
        return probe;
    }

    public void Remove(int key)
    {
        var k = _key(key);
        Assert.Equal(Model.Remove(k), Table.Remove(in k, Hash(k)));
    }

    public void RemoveWhere(Func<TKey, bool> removes)
    {
        var filter = new Filter(removes, []);
        Table.RemoveWhere(ref filter);
        Assert.Equal(Model.Keys.ToHashSet(), filter.Seen.ToHashSet());
        Assert.Equal(Model.Count, filter.Seen.Count);
        foreach (var key in Model.Keys.Where(removes).ToList())
        {
            Model.Remove(key);
        }
    }

    /// <summary>Looks at the next slots; only for values that tell that they are there.</summary>
    public void RemoveSome(int slots, Func<TKey, bool> removes)
    {
        var filter = new Filter(removes, []);
        Table.RemoveWhere(ref _position, slots, ref filter);
        foreach (var key in filter.Seen)
        {
            Assert.True(Model.ContainsKey(key));
            if (removes(key))
            {
                Assert.True(Model.Remove(key));
            }
        }
    }

    public void Clear()
    {
        Table.Clear();
        Model.Clear();
    }

    public void Release()
    {
        Table.Release();
        Model.Clear();
    }

    /// <summary>Writes a snapshot with another parallelism's tables, and returns what they hold together.</summary>
    public static Dictionary<TKey, TValue> Restored(MemoryState state, string name, int parallelism) => ReadAll(parallelism, (pool, subtask, all) =>
    {
        var table = new KeyedTable<TKey, TValue, TComparer>(pool, Groups, KeyGroups.RangeOf(subtask, Groups, parallelism));
        table.Restore(state.ShareOf(subtask, parallelism, Groups), name);
        table.Read(ref all);
    });

    protected override void Read(ref Contents contents) => Table.Read(ref contents);

    protected override ref readonly TValue Find(in TKey key) => ref Table.Find(in key, Hash(key));

    private readonly struct Filter(Func<TKey, bool> removes, List<TKey> seen) : IEntryFilter<TKey, TValue>
    {
        public List<TKey> Seen => seen;

        public bool Removes(in TKey key, in TValue value)
        {
            seen.Add(key);
            return removes(key);
        }
    }
}
