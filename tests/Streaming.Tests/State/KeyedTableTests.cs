using CsCheck;
using Flink.Core.Types.Keys;
using Flink.Streaming.State;
using Flink.Streaming.Testing;

namespace Flink.Streaming.Tests.State;

public class KeyedTableTests
{
    [Fact]
    public void Table_counts_as_a_dictionary_does()
    {
        Gen.Int[-20, 500].List[0, 3000].Sample(keys =>
        {
            var table = new KeyedTable<int, int, IntegerKeyComparer<int>>();
            foreach (var key in keys)
            {
                table.GetOrAdd(in key, default(IntegerKeyComparer<int>).Hash(in key), out var isNew)++;
            }

            AssertSame(keys, table);
        }, iter: 50);
    }

    [Fact]
    public void Snapshot_restores_in_parts_by_key_group()
    {
        Gen.Int.List[0, 2000].Sample(keys =>
        {
            var table = new KeyedTable<int, int, IntegerKeyComparer<int>>();
            foreach (var key in keys)
            {
                table.GetOrAdd(in key, default(IntegerKeyComparer<int>).Hash(in key), out _)++;
            }

            var state = new MemoryState();
            table.Snapshot(state, "counts", 128);
            var restored = new KeyedTable<int, int, IntegerKeyComparer<int>>();
            for (var part = 0; part < 3; part++)
            {
                restored.Restore(state.ShareOf(part, 3, 128), "counts");
            }

            AssertSame(keys, restored);
        }, iter: 50);
    }

    [Fact]
    public void Key_whose_hash_is_zero_is_found_again()
    {
        var table = new KeyedTable<int, string, IntegerKeyComparer<int>>();

        table.GetOrAdd(7, 0, out var isNew) = "seven";

        Assert.True(isNew);
        Assert.Equal("seven", table.GetOrAdd(7, 0, out isNew));
        Assert.False(isNew);
    }

    [Fact]
    public void Cleared_table_is_empty_and_usable()
    {
        var table = new KeyedTable<int, int, IntegerKeyComparer<int>>();
        table.GetOrAdd(1, 99, out _) = 5;

        table.Clear();

        Assert.Equal(0, table.Count);
        Assert.Equal(0, table.GetOrAdd(1, 99, out var isNew));
        Assert.True(isNew);
    }

    private static void AssertSame(List<int> keys, KeyedTable<int, int, IntegerKeyComparer<int>> table)
    {
        Dictionary<int, int> found = [];
        table.ForEach((in int key, ref int value) => found.Add(key, value));
        Assert.Equal(keys.CountBy(key => key).OrderBy(pair => pair.Key), found.OrderBy(pair => pair.Key));
        Assert.Equal(found.Count, table.Count);
    }
}
