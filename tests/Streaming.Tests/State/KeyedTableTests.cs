using System.Runtime.CompilerServices;
using CsCheck;
using Flink.Core;
using Flink.Core.Serialization;
using Flink.Core.Types;
using Flink.Core.Types.Keys;
using Flink.Streaming.State;
using Flink.Streaming.State.Tables;
using Flink.Streaming.Testing;
using Flink.Streaming.Tests.Harness;
using Flink.Streaming.Tests.State.Tables;

namespace Flink.Streaming.Tests.State;

public class KeyedTableTests
{
    private static readonly Gen<(int Kind, int Key)[]> Steps = Gen.Select(Gen.Int[0, 99], Gen.Int[-50, 4000]).Array[0, 4000];

    [Fact]
    public void Table_of_numbers_behaves_as_a_dictionary() => Compare<int, Count, IntegerKeyComparer<int>>(key => key, value => new Count(value, value));

    [Fact]
    public void Table_of_single_bytes_behaves_as_a_dictionary() => Compare<long, OneByte, IntegerKeyComparer<long>>(key => key, value => new OneByte((byte)value));

    [Fact]
    public void Table_of_keys_with_gaps_behaves_as_a_dictionary() =>
        Compare<PaddedKey, long, GeneratedKeyComparer<PaddedKey>>(key => new PaddedKey((byte)key, key / 7, (short)key), value => value);

    [Fact]
    public void Table_of_values_longer_than_a_cache_line_behaves_as_a_dictionary() =>
        Compare<int, Bytes64, IntegerKeyComparer<int>>(key => key, value => new Bytes64(value, 1, 2, 3, 4, 5, 6, value));

    [Fact]
    public void Table_of_three_entries_a_page_behaves_as_a_dictionary() =>
        Compare<int, Bytes4096, IntegerKeyComparer<int>>(key => key % 300, value => new Bytes4096 { A = new() { A = new() { A = value } }, H = new() { H = new() { H = value } } });

    [Fact]
    public void Table_of_entries_larger_than_a_page_behaves_as_a_dictionary()
    {
        Assert.False(KeyedTable<int, Bytes8192, IntegerKeyComparer<int>>.IsNative);
        Compare<int, Bytes8192, IntegerKeyComparer<int>>(key => key % 100, value => new Bytes8192 { A = new() { A = new() { A = new() { A = value } } } });
    }

    [Fact]
    public void Table_of_text_behaves_as_a_dictionary()
    {
        Assert.False(KeyedTable<string, long, TextComparer>.IsNative);
        Compare<string, long, TextComparer>(key => key.ToString(System.Globalization.CultureInfo.InvariantCulture), value => value);
    }

    [Fact]
    public void Table_of_objects_behaves_as_a_dictionary() =>
        Compare<int, string?, IntegerKeyComparer<int>>(key => key, value => value.ToString(System.Globalization.CultureInfo.InvariantCulture));

    [Fact]
    public void Table_behaves_as_a_dictionary_when_all_keys_have_one_hash() => Compare<int, int, OneHash>(key => key, value => value, iterations: 3);

    [Fact]
    public void Table_behaves_as_a_dictionary_when_all_keys_are_of_one_group() => Compare<int, int, LowBits>(key => Math.Abs(key), value => value);

    [Fact]
    public void Table_behaves_as_a_dictionary_when_keys_differ_in_high_bits_only() => Compare<int, int, HighBits>(key => key & 0xFFFF, value => value);

    [Fact]
    public void Table_behaves_as_a_dictionary_when_keys_share_hashes() => Compare<int, int, Tens>(key => key, value => value);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(128)]
    public void Table_holds_any_number_of_keys_of_any_share_of_the_groups(int parallelism)
    {
        using var modelled = new ModelledTable<long, long, IntegerKeyComparer<long>>(key => key, value => value, parallelism / 2, parallelism);
        for (var key = 0; modelled.Model.Count < 20_000; key++)
        {
            if (KeyGroups.OperatorIndexOf(StableHash.Of((long)key), 128, parallelism) == parallelism / 2)
            {
                modelled.Put(key, key);
            }
        }

        modelled.Check();
    }

    [Fact]
    public void Keys_known_by_their_low_bits_take_no_more_pages_than_others()
    {
        using var pool = new PagePool(new HarnessMemory());
        var table = new NativeTable<int, int, LowBits>(pool, 128, new KeyGroupRange(0, 128));
        for (var key = 0; key < 100_000; key++)
        {
            table.GetOrAdd(in key, (uint)key, out _) = key;
        }

        Assert.InRange(table.PageCount, 130, 280);
    }

    [Fact]
    public void Entries_are_removed_in_parts_of_tables_in_pages() => RemoveInParts<Count, IntegerKeyComparer<int>>(value => new Count(value, value));

    [Fact]
    public void Entries_are_removed_in_parts_of_pages_with_few_slots() => RemoveInParts<Bytes4096, IntegerKeyComparer<int>>(_ => default, keys: 150);

    [Fact]
    public void Entries_are_removed_in_parts_of_chains_of_pages() => RemoveInParts<int, OneHash>(value => value, keys: 2500, iterations: 3);

    [Fact]
    public void Entries_are_removed_in_parts_of_managed_tables() => RemoveInParts<string, IntegerKeyComparer<int>>(_ => "");

    [Fact]
    public void Looking_at_slots_of_an_empty_table_removes_nothing_and_comes_back()
    {
        using var modelled = new ModelledTable<int, int, IntegerKeyComparer<int>>(key => key, value => value);

        modelled.RemoveSome(7, _ => true);
        modelled.Put(5, 5);
        modelled.RemoveSome(int.MaxValue, _ => true);

        Assert.Equal(0, modelled.Table.Count);
    }

    [Fact]
    public void Key_whose_hash_is_zero_is_found_again()
    {
        using var pool = new PagePool(new HarnessMemory());
        var table = new KeyedTable<int, int, IntegerKeyComparer<int>>(pool, 128, new KeyGroupRange(0, 128));

        table.GetOrAdd(7, 0, out var isNew) = 77;

        Assert.True(isNew);
        Assert.Equal(77, table.GetOrAdd(7, 0, out isNew));
        Assert.False(isNew);
        Assert.True(table.Remove(7, 0));
        Assert.True(Unsafe.IsNullRef(in table.Find(7, 0)));
    }

    [Fact]
    public void Key_of_another_subtask_is_refused()
    {
        using var pool = new PagePool(new HarnessMemory());
        var native = new KeyedTable<int, int, LowBits>(pool, 128, new KeyGroupRange(64, 128));
        var managed = new KeyedTable<int, string, LowBits>(pool, 128, new KeyGroupRange(64, 128));

        var error = Assert.Throws<FlinkException>(() => _ = native.GetOrAdd(5, 5, out var _));

        Assert.StartsWith("A key with hash 0000000000000005 belongs to key group 0, which this subtask does not own. ", error.Message, StringComparison.Ordinal);
        Assert.Throws<FlinkException>(() => _ = managed.GetOrAdd(5, 5, out var _));
    }

    [Fact]
    public void Cleared_table_keeps_its_memory_and_a_released_one_gives_it_to_others_of_the_pool()
    {
        var memory = new HarnessMemory();
        using var pool = new PagePool(memory);
        var first = new NativeTable<int, int, IntegerKeyComparer<int>>(pool, 128, new KeyGroupRange(0, 128));
        var second = new NativeTable<int, int, IntegerKeyComparer<int>>(pool, 128, new KeyGroupRange(0, 128));
        Fill(first);
        var (pages, used) = (first.PageCount, memory.Used);

        first.Clear();
        Assert.Equal((0L, pages), (first.Count, first.PageCount));
        Fill(first);
        Assert.Equal((pages, used), (first.PageCount, memory.Used));

        first.Release();
        Assert.Equal((0L, 0), (first.Count, first.PageCount));
        Fill(second);
        Assert.Equal(used, memory.Used);
    }

    [Fact]
    public void Table_that_outgrows_the_memory_fails_with_the_memorys_message_and_leaks_nothing()
    {
        var memory = new HarnessMemory(limit: 300_000);
        using (var pool = new PagePool(memory))
        {
            var table = new KeyedTable<int, int, IntegerKeyComparer<int>>(pool, 128, new KeyGroupRange(0, 128));

            var error = Assert.Throws<FlinkException>(() =>
            {
                for (var key = 0; key < 1_000_000; key++)
                {
                    table.GetOrAdd(in key, StableHash.Of((long)key), out _) = key;
                }
            });

            Assert.StartsWith("Out of memory: ", error.Message, StringComparison.Ordinal);
            Assert.InRange(memory.Used, 200_000, 300_000);
        }

        Assert.Equal(0, memory.Used);
    }

    [Fact]
    public void Entries_that_are_cut_off_or_count_too_many_are_refused()
    {
        using var modelled = new ModelledTable<int, long, IntegerKeyComparer<int>>(key => key, value => value);
        foreach (var bytes in new byte[][] { [5, 1, 0, 0, 0], [0xFF, 0xFF, 0xFF, 0xFF, 0x0F], [1, 0, 0, 0, 0, 1, 2] })
        {
            var state = new MemoryState();
            System.Buffers.BuffersExtensions.Write(state.BeginKeyedEntry("s", 3), bytes);
            Assert.Throws<CorruptDataException>(() => modelled.Table.Restore(state.ShareOf(0, 1, 128), "s"));
        }
    }

    private static void Fill(NativeTable<int, int, IntegerKeyComparer<int>> table)
    {
        for (var key = 0; key < 10_000; key++)
        {
            table.GetOrAdd(in key, StableHash.Of((long)key), out _) = key;
        }
    }

    private static void Compare<TKey, TValue, TComparer>(Func<int, TKey> key, Func<int, TValue> value, int iterations = 25)
        where TKey : notnull
        where TComparer : struct, IKeyComparer<TKey>
    {
        Steps.Sample(
            steps =>
            {
                using var modelled = new ModelledTable<TKey, TValue, TComparer>(key, value);
                for (var i = 0; i < steps.Length; i++)
                {
                    Step(modelled, steps, i);
                }

                modelled.Check();
                var state = new MemoryState();
                modelled.Table.Snapshot(state, "s");
                ModelledTable<TKey, TValue, TComparer>.AssertSame(modelled.Model, ModelledTable<TKey, TValue, TComparer>.Restored(state, "s", 1 + steps.Length % 5));
            },
            iter: iterations,
            threads: 1);
    }

    private static void RemoveInParts<TValue, TComparer>(Func<int, TValue> value, int keys = 5000, int iterations = 10)
        where TComparer : struct, IKeyComparer<int> =>
        Gen.Select(Gen.Int[0, keys], Gen.Int[1, 900]).Sample(
            (count, slots) =>
            {
                using var modelled = new ModelledTable<int, TValue, TComparer>(key => key, value);
                for (var key = 0; key < count; key++)
                {
                    modelled.Put(key, key);
                }

                // Every slot has its turn within as many looks as there are slots, of which a key has 8 at most when all is settled.
                for (var looked = 0; looked < Math.Max(8 * count, 2048); looked += slots)
                {
                    modelled.RemoveSome(slots, key => key % 2 != 0);
                }

                Assert.All(modelled.Model.Keys, key => Assert.Equal(0, key % 2));
                modelled.Check();
            },
            iter: iterations,
            threads: 1);

    private static void Step<TKey, TValue, TComparer>(ModelledTable<TKey, TValue, TComparer> modelled, (int Kind, int Key)[] steps, int i)
        where TKey : notnull
        where TComparer : struct, IKeyComparer<TKey>
    {
        var (kind, key) = steps[i];
        switch (kind)
        {
            case < 60:
                modelled.Put(key, i);
                break;
            case < 75:
                modelled.PutGroup(steps.Skip(i).Take(31).Select(step => step.Key).Append(key).ToArray(), i);
                break;
            case < 96:
                modelled.Remove(key);
                break;
            case 96:
                modelled.RemoveSome(Math.Abs(key), k => StableHash.Fold(default(TComparer).Hash(in k)) % 3 == 0);
                break;
            case 97:
                modelled.RemoveWhere(k => StableHash.Fold(default(TComparer).Hash(in k)) % 3 == 0);
                break;
            case 98 when key % 16 == 0:
                modelled.Clear();
                break;
            case 99 when key % 16 == 0:
                modelled.Release();
                break;
            default:
                break;
        }
    }
}
