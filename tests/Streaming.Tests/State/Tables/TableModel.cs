using System.Runtime.CompilerServices;
using Flink.Core.Types.Keys;
using Flink.Streaming.State;
using Flink.Streaming.State.Tables;
using Flink.Streaming.Testing;
using Flink.Streaming.Tests.Harness;

namespace Flink.Streaming.Tests.State.Tables;

/// <summary>A dictionary beside a table that must always hold the same.</summary>
internal abstract class TableModel<TKey, TValue, TComparer>(Func<int, TValue> value, HarnessMemory? memory) : IDisposable
    where TKey : notnull
    where TComparer : struct, IKeyComparer<TKey>
{
    public const int Groups = 128;

    public HarnessMemory Memory { get; } = memory ??= new HarnessMemory();

    public PagePool Pool { get; } = new(memory);

    public Dictionary<TKey, TValue> Model { get; } = [];

    protected abstract long Count { get; }

    public void Check()
    {
        Assert.Equal(Model.Count, Count);
        var contents = new Contents([]);
        Read(ref contents);
        AssertSame(Model, contents.Found);
        foreach (var (key, expected) in Model)
        {
            ref readonly var found = ref Find(in key);
            Assert.False(Unsafe.IsNullRef(in found));
            Assert.Equal(expected, found);
        }
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

    /// <summary>What tables of another parallelism hold together.</summary>
    /// <param name="parallelism">How many tables.</param>
    /// <param name="read">Fills a table of a subtask in a pool of its own, and reads it.</param>
    protected static Dictionary<TKey, TValue> ReadAll(int parallelism, Action<PagePool, int, Contents> read)
    {
        var all = new Contents([]);
        for (var subtask = 0; subtask < parallelism; subtask++)
        {
            using var pool = new PagePool(new HarnessMemory());
            read(pool, subtask, all);
        }

        return all.Found;
    }

    protected abstract void Read(ref Contents contents);

    protected abstract ref readonly TValue Find(in TKey key);

    protected static ulong Hash(TKey key) => default(TComparer).Hash(in key);

    protected TValue Value(int seed) => value(seed);

    protected void Set(ref TValue place, TKey key, int seed, bool isNew)
    {
        Assert.Equal(!Model.TryGetValue(key, out var expected), isNew);
        Assert.Equal(isNew ? default : expected, place);
        Model[key] = place = value(seed);
    }

    internal readonly struct Contents(Dictionary<TKey, TValue> found) : IEntryVisitor<TKey, TValue>
    {
        public Dictionary<TKey, TValue> Found => found;

        public void Visit(in TKey key, ulong hash, ref TValue value)
        {
            Assert.Equal(Math.Max(1, Hash(key)), hash);
            found.Add(key, value);
        }
    }
}
