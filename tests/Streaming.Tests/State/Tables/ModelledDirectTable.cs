using Flink.Core.State;
using Flink.Core.Types;
using Flink.Core.Types.Keys;
using Flink.Streaming.State;
using Flink.Streaming.State.Tables;
using Flink.Streaming.Testing;
using Flink.Streaming.Tests.Harness;

namespace Flink.Streaming.Tests.State.Tables;

/// <summary>A table that addresses keys directly, beside a dictionary that must always hold the same.</summary>
internal sealed class ModelledDirectTable<TKey, TValue> : TableModel<TKey, TValue, IntegerKeyComparer<TKey>>
    where TKey : unmanaged, System.Numerics.IBinaryInteger<TKey>
{
    private const int DefaultGathered = 32 << 20;

    // So little that not all keys are direct from the first one on.
    private const long LittleMemory = 8 << 20;

    public ModelledDirectTable(Func<int, TValue> value, int subtask = 0, int parallelism = 1, HarnessMemory? memory = null, int mostGathered = DefaultGathered)
        : base(value, memory ?? new HarnessMemory(LittleMemory))
    {
        Table = NewTable(Pool, subtask, parallelism, mostGathered);
    }

    public DirectTable<TKey, TValue, IntegerKeyComparer<TKey>> Table { get; private set; }

    protected override long Count => Table.Count;

    /// <summary>A second table of the pool takes the place of this one, which it follows.</summary>
    public void Follow()
    {
        var next = NewTable(Pool, 0, 1);
        next.Follow(Table);
        Table = next;
        Model.Clear();
    }

    public void Put(TKey key, int value)
    {
        ref var place = ref Table.GetOrAdd(in key, Hash(key), out var isNew);
        Set(ref place, key, value, isNew);
    }

    public void PutGroup(ReadOnlySpan<TKey> keys, int value)
    {
        var probes = new Probe[keys.Length];
        for (var i = 0; i < keys.Length; i++)
        {
            probes[i] = Table.Aim(in keys[i]);
        }

        foreach (ref var probe in probes.AsSpan())
        {
            Table.Prefetch(ref probe);
        }

        if (DirectTable<TKey, TValue, IntegerKeyComparer<TKey>>.TryGetOrAddAll(Table, Table, keys, probes, ofSecond: 0, out var added))
        {
            for (var i = 0; i < keys.Length; i++)
            {
                ref var place = ref DirectTable<TKey, TValue, IntegerKeyComparer<TKey>>.At(in probes[i]);
                var isNew = (added >> i & 1) != 0;
                place = isNew ? default! : place;
                Set(ref place, keys[i], value++, isNew);
            }

            return;
        }

        for (var i = 0; i < keys.Length; i++)
        {
            Put(keys[i], in probes[i], value++);
        }
    }

    public void Put(TKey key, in Probe probe, int value)
    {
        ref var place = ref Table.GetOrAdd(in key, in probe, out var isNew);
        Set(ref place, key, value, isNew);
    }

    public void Remove(TKey key) => Assert.Equal(Model.Remove(key), Table.Remove(in key, Hash(key)));

    public void UpdateAll()
    {
        var update = new Overwrite(Value(7), []);
        Table.Update(ref update);
        Assert.Equal(Model.Count, update.Seen.Count);
        foreach (var key in update.Seen)
        {
            Model[key] = Value(7);
        }
    }

    public void Clear()
    {
        Table.Clear();
        Model.Clear();
    }

    /// <summary>What tables of another parallelism hold together that are restored from a snapshot.</summary>
    public static Dictionary<TKey, TValue> Restored(MemoryState state, string name, int parallelism) => ReadAll(parallelism, (pool, subtask, all) =>
    {
        var table = NewTable(pool, subtask, parallelism);
        table.Restore(state.ShareOf(subtask, parallelism, Groups), name);
        table.Read(ref all);
    });

    private static DirectTable<TKey, TValue, IntegerKeyComparer<TKey>> NewTable(PagePool pool, int subtask, int parallelism, int mostGathered = DefaultGathered) =>
        new(pool, Groups, KeyGroups.RangeOf(subtask, Groups, parallelism)) { MostGathered = mostGathered };

    protected override void Read(ref Contents contents) => Table.Read(ref contents);

    protected override ref readonly TValue Find(in TKey key) => ref Table.Find(in key, Hash(key));

    private readonly struct Overwrite(TValue by, List<TKey> seen) : IEntryVisitor<TKey, TValue>
    {
        public List<TKey> Seen => seen;

        public void Visit(in TKey key, ulong hash, ref TValue value)
        {
            seen.Add(key);
            value = by;
        }
    }
}
