using System.Runtime.CompilerServices;
using Flink.Core.State;
using Flink.Core.Types;
using Flink.Core.Types.Keys;
using Flink.Streaming.State;
using Flink.Streaming.State.Tables;
using Flink.Streaming.Testing;
using Flink.Streaming.Tests.Harness;

namespace Flink.Streaming.Tests.State.Tables;

/// <summary>A table that addresses keys directly, beside a dictionary that must always hold the same.</summary>
internal sealed class ModelledDirectTable<TKey, TValue> : IDisposable
    where TKey : unmanaged, System.Numerics.IBinaryInteger<TKey>
{
    public const int Groups = 128;

    private const int DefaultGathered = 32 << 20;

    private readonly Func<int, TValue> _value;

    public ModelledDirectTable(Func<int, TValue> value, int subtask = 0, int parallelism = 1, HarnessMemory? memory = null, int mostGathered = DefaultGathered)
    {
        _value = value;
        Memory = memory ?? new HarnessMemory();
        Pool = new PagePool(Memory);
        Table = NewTable(Pool, subtask, parallelism, mostGathered);
    }

    public HarnessMemory Memory { get; }

    public PagePool Pool { get; }

    public DirectTable<TKey, TValue, IntegerKeyComparer<TKey>> Table { get; private set; }

    public Dictionary<TKey, TValue> Model { get; } = [];

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

        Table.Prefetch(probes);
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
        var update = new Overwrite(_value(7), []);
        Table.Update(ref update);
        Assert.Equal(Model.Count, update.Seen.Count);
        foreach (var key in update.Seen)
        {
            Model[key] = _value(7);
        }
    }

    public void Clear()
    {
        Table.Clear();
        Model.Clear();
    }

    public void Check()
    {
        Assert.Equal(Model.Count, Table.Count);
        var contents = new Contents([]);
        Table.Read(ref contents);
        AssertSame(Model, contents.Found);
        foreach (var (key, value) in Model)
        {
            ref readonly var found = ref Table.Find(in key, Hash(key));
            Assert.False(Unsafe.IsNullRef(in found));
            Assert.Equal(value, found);
        }
    }

    /// <summary>What tables of another parallelism hold together that are restored from a snapshot.</summary>
    public static Dictionary<TKey, TValue> Restored(MemoryState state, string name, int parallelism)
    {
        var all = new Contents([]);
        for (var subtask = 0; subtask < parallelism; subtask++)
        {
            using var pool = new PagePool(new HarnessMemory());
            var table = NewTable(pool, subtask, parallelism);
            table.Restore(state.ShareOf(subtask, parallelism, Groups), name);
            table.Read(ref all);
        }

        return all.Found;
    }

    public static void AssertSame(Dictionary<TKey, TValue> expected, Dictionary<TKey, TValue> actual)
    {
        Assert.Equal(expected.Count, actual.Count);
        foreach (var (key, value) in expected)
        {
            Assert.True(actual.TryGetValue(key, out var found), $"key {key} is missing");
            Assert.Equal(value, found);
        }
    }

    public void Dispose()
    {
        Pool.Dispose();
        Assert.Equal(0, Memory.Used);
    }

    private static DirectTable<TKey, TValue, IntegerKeyComparer<TKey>> NewTable(PagePool pool, int subtask, int parallelism, int mostGathered = DefaultGathered) =>
        new(pool, Groups, KeyGroups.RangeOf(subtask, Groups, parallelism)) { MostGathered = mostGathered };

    private static ulong Hash(TKey key) => default(IntegerKeyComparer<TKey>).Hash(in key);

    private void Set(ref TValue place, TKey key, int value, bool isNew)
    {
        Assert.Equal(!Model.TryGetValue(key, out var expected), isNew);
        Assert.Equal(isNew ? default : expected, place);
        Model[key] = place = _value(value);
    }

    private readonly struct Contents(Dictionary<TKey, TValue> found) : IEntryVisitor<TKey, TValue>
    {
        public Dictionary<TKey, TValue> Found => found;

        public void Visit(in TKey key, ulong hash, ref TValue value)
        {
            Assert.Equal(Math.Max(1, Hash(key)), hash);
            found.Add(key, value);
        }
    }

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
