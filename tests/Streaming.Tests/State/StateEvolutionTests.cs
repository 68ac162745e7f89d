using Flink.Core.Serialization;
using Flink.Core.Types;
using Flink.Core.Types.Keys;
using Flink.Streaming.State;
using Flink.Streaming.State.Tables;
using Flink.Streaming.Testing;
using Flink.Streaming.Tests.Harness;

namespace Flink.Streaming.Tests.State;

public class StateEvolutionTests
{
    private const int MaxParallelism = 16;

    private static class V1
    {
        public sealed record Count(int Value, string Removed);
    }

    private static class V2
    {
        public sealed record Count(long Value, int Added = 7);
    }

    private sealed record Unlike(string Value);

    [Fact]
    public void Values_of_a_keyed_state_evolve()
    {
        using var state = Keyed(new V1.Count(3, "x"));
        using var pool = new PagePool(new HarnessMemory());
        var table = Table<int, V2.Count, IntegerKeyComparer<int>>(pool);
        table.Restore(state.ShareOf(0, 1, MaxParallelism), "counts");

        const int key = 5;
        Assert.Equal(1, table.Count);
        Assert.Equal(new V2.Count(3, 7), table.Find(key, default(IntegerKeyComparer<int>).Hash(key)));
    }

    [Fact]
    public void Values_in_native_pages_evolve()
    {
        Assert.True(KeyedTable<int, int, IntegerKeyComparer<int>>.IsNative);
        using var state = Keyed(-3);
        using var pool = new PagePool(new HarnessMemory());
        var table = Table<int, long, IntegerKeyComparer<int>>(pool);
        table.Restore(state.ShareOf(0, 1, MaxParallelism), "counts");

        Assert.Equal(-3L, table.Find(5, default(IntegerKeyComparer<int>).Hash(5)));
    }

    [Fact]
    public void A_value_that_cannot_be_read_is_refused_with_the_name_of_the_state()
    {
        using var state = Keyed(new V1.Count(3, "x"));
        using var pool = new PagePool(new HarnessMemory());
        var table = Table<int, Unlike, IntegerKeyComparer<int>>(pool);
        var error = Assert.Throws<IncompatibleSchemaException>(() => table.Restore(state.ShareOf(0, 1, MaxParallelism), "counts"));
        Assert.Contains("State 'counts'", error.Message, StringComparison.Ordinal);
        Assert.Contains("Value", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_do_not_evolve()
    {
        using var state = Keyed(new V1.Count(3, "x"));
        using var pool = new PagePool(new HarnessMemory());
        var table = Table<long, V1.Count, IntegerKeyComparer<long>>(pool);
        var error = Assert.Throws<IncompatibleSchemaException>(() => table.Restore(state.ShareOf(0, 1, MaxParallelism), "counts"));
        Assert.Contains("keys", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Records_of_a_list_evolve()
    {
        using var state = new MemoryState();
        EntryList.Write<V1.Count>(state, "list", [new(1, "a"), new(2, "b")]);
        Assert.Equal([new V2.Count(1), new V2.Count(2)], EntryList.Read<V2.Count>(state.ShareOf(0, 1, MaxParallelism), "list"));
    }

    private static KeyedTable<TKey, TValue, TComparer> Table<TKey, TValue, TComparer>(PagePool pool)
        where TComparer : struct, IKeyComparer<TKey> => new(pool, MaxParallelism, new KeyGroupRange(0, MaxParallelism));

    private static MemoryState Keyed<TValue>(TValue value)
    {
        using var pool = new PagePool(new HarnessMemory());
        var table = Table<int, TValue, IntegerKeyComparer<int>>(pool);
        var key = 5;
        table.GetOrAdd(in key, default(IntegerKeyComparer<int>).Hash(in key), out _) = value;
        var state = new MemoryState();
        table.Snapshot(state, "counts");
        return state;
    }
}
