using System.Runtime.CompilerServices;
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
    public void Removed_keys_are_gone_and_the_others_are_found()
    {
        Gen.Int[-300, 300].List[0, 3000].Sample(keys =>
        {
            var table = new KeyedTable<int, int, IntegerKeyComparer<int>>();
            Dictionary<int, int> model = [];
            foreach (var key in keys)
            {
                var name = Math.Abs(key);
                if (key >= 0)
                {
                    table.GetOrAdd(in name, HashOf(name), out _)++;
                    model[name] = model.GetValueOrDefault(name) + 1;
                }
                else
                {
                    Assert.Equal(model.Remove(name), table.Remove(in name, HashOf(name)));
                }
            }

            Assert.Equal(model.Count, table.Count);
            for (var name = 0; name <= 300; name++)
            {
                ref var found = ref table.Find(in name, HashOf(name));
                Assert.Equal(model.GetValueOrDefault(name), Unsafe.IsNullRef(ref found) ? 0 : found);
            }
        }, iter: 50);
    }

    [Fact]
    public void Values_that_a_test_matches_are_removed_in_parts_or_at_once()
    {
        Gen.Int[0, 100_000].List[0, 2000].Sample(keys =>
        {
            var (inParts, atOnce) = (new KeyedTable<int, int, IntegerKeyComparer<int>>(), new KeyedTable<int, int, IntegerKeyComparer<int>>());
            foreach (var key in keys)
            {
                inParts.GetOrAdd(in key, HashOf(key), out _) = key;
                atOnce.GetOrAdd(in key, HashOf(key), out _) = key;
            }

            var position = 0;
            for (var i = 0; i < 2000; i++)
            {
                position = inParts.RemoveWhere(position, 7, default(IsOdd));
            }

            atOnce.RemoveWhere(0, int.MaxValue, default(IsOdd));
            foreach (var table in (KeyedTable<int, int, IntegerKeyComparer<int>>[])[inParts, atOnce])
            {
                List<int> left = [];
                table.ForEach((in int key, ref int _) => left.Add(key));
                Assert.Equal(keys.Where(key => key % 2 == 0).Distinct().Order(), left.Order());
            }
        }, iter: 30);
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

    private static ulong HashOf(int key) => default(IntegerKeyComparer<int>).Hash(in key);

    private readonly struct IsOdd : IValueTest<int>
    {
        public bool Matches(ref int value) => value % 2 != 0;
    }
}
