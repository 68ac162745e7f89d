using CsCheck;
using Flink.Core;
using Flink.Core.Types;
using Flink.Core.Types.Keys;
using Flink.Streaming.State;
using Flink.Streaming.State.Tables;
using Flink.Streaming.Testing;
using Flink.Streaming.Tests.Harness;
using Flink.Streaming.Tests.State.Tables;
using Numbers = Flink.Streaming.Tests.State.Tables.ModelledDirectTable<long, Flink.Streaming.Tests.State.Tables.Count>;

namespace Flink.Streaming.Tests.State;

public class DirectTableTests
{
    private const string Name = "s";
    private const ulong Spread = 0x9E37_79B9_7F4A_7C15;

    private static readonly Gen<(int Kind, int Key)[]> Steps = Gen.Select(Gen.Int[0, 999], Gen.Int[0, 12_000]).Array[0, 4000];

    [Fact]
    public void Keys_close_together_behave_as_in_a_dictionary() => Compare(key => (long)key - 3000);

    [Fact]
    public void Keys_far_apart_behave_as_in_a_dictionary() => Compare(key => unchecked((long)((ulong)key * Spread)));

    [Fact]
    public void Keys_partly_close_together_behave_as_in_a_dictionary() => Compare(key => key % 3 == 0 ? unchecked((long)((ulong)key * Spread)) : key);

    [Fact]
    public void Keys_at_both_ends_of_their_range_behave_as_in_a_dictionary() => Compare(key => key % 2 == 0 ? long.MinValue + key : long.MaxValue - key);

    [Fact]
    public void Keys_without_sign_behave_as_in_a_dictionary() => Compare(key => key % 2 == 0 ? (ulong)key : ulong.MaxValue - (ulong)key);

    [Fact]
    public void Numbers_of_32_bits_behave_as_in_a_dictionary() => Compare(key => key % 2 == 0 ? int.MinValue + key : key);

    [Fact]
    public void Numbers_of_32_bits_without_sign_behave_as_in_a_dictionary() => Compare(key => key % 2 == 0 ? uint.MaxValue - (uint)key : (uint)key);

    [Fact]
    public void Numbers_of_16_bits_behave_as_in_a_dictionary() => Compare(key => (short)(key * 7));

    [Fact]
    public void Numbers_of_16_bits_without_sign_behave_as_in_a_dictionary() => Compare(key => (ushort)(key * 7));

    [Fact]
    public void Single_bytes_behave_as_in_a_dictionary() => Compare(key => (sbyte)key);

    [Fact]
    public void Single_bytes_without_sign_behave_as_in_a_dictionary() => Compare(key => (byte)key);

    [Fact]
    public void Values_of_one_byte_behave_as_in_a_dictionary() => Compare(key => (long)key * 3, value => new OneByte((byte)value));

    [Fact]
    public void Values_of_a_cache_line_behave_as_in_a_dictionary() => Compare(key => (long)key, value => new Bytes64(value, 1, 2, 3, 4, 5, 6, value));

    [Fact]
    public void Values_that_fill_no_slot_behave_as_in_a_dictionary() => Compare(key => (long)key, value => (value, (long)value, (byte)1));

    [Fact]
    public void Values_longer_than_a_cache_line_and_references_are_hashed()
    {
        Assert.True(DirectTable<long, Count, IntegerKeyComparer<long>>.CanBeDirect);
        Assert.False(DirectTable<long, Bytes512, IntegerKeyComparer<long>>.CanBeDirect);
        Assert.False(DirectTable<long, string, IntegerKeyComparer<long>>.CanBeDirect);
        Assert.False(DirectTable<string, Count, TextComparer>.CanBeDirect);
        Assert.False(DirectTable<int, Count, OneHash>.CanBeDirect);
        Compare(key => (long)key, value => value.ToString(System.Globalization.CultureInfo.InvariantCulture), iterations: 3);
    }

    [Fact]
    public void Snapshot_holds_what_was_there_when_it_was_taken_whatever_happens_between_its_pages()
    {
        Gen.Select(Gen.Int[0, 12_000], Gen.Int[1, 30], Gen.Int).Sample(
            (keys, eagerness, seed) =>
            {
                var random = new Random(seed);
                int[] gathered = [1000, 10_000, 32 << 20];
                using var modelled = Filled(keys, random, gathered[random.Next(gathered.Length)]);
                for (var round = 0; round < 3; round++)
                {
                    SnapshotWhileChanging(modelled, random, eagerness, nested: 2);
                    modelled.Check();
                }
            },
            iter: 10,
            threads: 1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5000)]
    [InlineData(100_000)]
    public void Snapshot_holds_all_entries_however_little_of_it_is_gathered_at_once(int gathered)
    {
        var keys = gathered == 1 ? 300 : 12_000;
        using var parts = Filled(keys, new Random(3), gathered);
        Assert.True(parts.Table.DirectCount * 24 > gathered);
        using var state = new MemoryState();

        parts.Table.Snapshot(state, Name);

        Numbers.AssertSame(parts.Model, Numbers.Restored(state, Name, parallelism: 3));
    }

    [Theory]
    [InlineData(32 << 20)]
    [InlineData(100_000)]
    public async Task Snapshots_on_another_thread_hold_what_was_there_when_they_were_taken(int gathered)
    {
        var random = new Random(17);
        using var modelled = Filled(30_000, random, gathered);
        var fill = 0;
        for (var round = 0; round < 15; round++)
        {
            var expected = new Dictionary<long, Count>(modelled.Model);
            using var state = new MemoryState(isDeferred: true);
            modelled.Table.Snapshot(state, Name);
            var writing = Task.Run(() => state.WriteFrozen(), TestContext.Current.CancellationToken);
            do
            {
                for (var i = 0; i < 1000; i++)
                {
                    Change(modelled, random, fill++);
                }
            }
            while (!writing.IsCompleted);

            await writing;
            Numbers.AssertSame(expected, Numbers.Restored(state, Name, 2));
        }

        modelled.Check();
    }

    [Fact]
    public void Place_found_before_a_snapshot_a_removal_or_a_clearing_is_not_used_after_it()
    {
        using var modelled = Filled(3000, new Random(1));
        var probes = Enumerable.Range(0, 3000).Select(key => modelled.Table.Aim(key)).ToArray();
        var expected = new Dictionary<long, Count>(modelled.Model);
        using var state = new MemoryState(isDeferred: true);
        modelled.Table.Snapshot(state, Name);
        PutAll(-1);
        modelled.Clear();
        PutAll(-2);
        modelled.Clear();
        modelled.Clear();
        PutAll(-3);
        foreach (var key in modelled.Model.Keys.ToArray())
        {
            modelled.Remove(key);
        }

        PutAll(-4);
        state.WriteFrozen();

        Numbers.AssertSame(expected, Numbers.Restored(state, Name, 1));
        modelled.Check();

        void PutAll(int factor)
        {
            for (var key = 0; key < probes.Length; key++)
            {
                modelled.Put(key, in probes[key], factor * key);
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Keys_that_come_in_any_order_are_soon_addressed_directly_and_with_much_memory_at_once_and_again_after_a_clearing(bool hasMemory)
    {
        const int Keys = 300_000;
        var random = new Random(5);
        using var pool = new PagePool(new HarnessMemory(hasMemory ? 1L << 30 : 32 << 20));
        var table = NewTable(pool);
        for (var round = 0; round < 3; round++)
        {
            for (var i = 0; i < 5 * Keys; i++)
            {
                long key = random.Next(Keys);
                table.GetOrAdd(in key, table.Aim(in key), out _).Number++;
            }

            Assert.InRange(table.DirectCount, round == 0 && !hasMemory ? table.Count * 9 / 10 : table.Count, table.Count);
            table.Clear();
        }
    }

    [Fact]
    public void Table_that_follows_another_addresses_its_keys_directly_from_the_first_one_on()
    {
        using var pool = new PagePool(new HarnessMemory());
        var (first, second) = (NewTable(pool), NewTable(pool));
        for (long key = 0; key < 20_000; key++)
        {
            Put(first, key);
        }

        second.Follow(first);
        for (long key = 0; key < 20_000; key += 2017)
        {
            Put(second, key);
        }

        long other = 3_000_000;
        Put(second, other);
        Assert.Equal((10, 11), (second.DirectCount, second.Count));
    }

    [Fact]
    public void Keys_far_apart_take_a_small_part_of_all_memory_more_than_when_they_are_hashed_and_none_after_a_clearing()
    {
        const int PagesAtFirst = 128;
        var (memory, hashedMemory) = (new HarnessMemory(PagesAtFirst * 32L * PagePool.PageBytes), new HarnessMemory());
        using var pool = new PagePool(memory);
        using var hashedPool = new PagePool(hashedMemory);
        var table = NewTable(pool);
        var hashed = new KeyedTable<long, Count, IntegerKeyComparer<long>>(hashedPool, 128, new KeyGroupRange(0, 128));
        for (var round = 0; round < 2; round++)
        {
            for (var i = 0; i < 100_000; i++)
            {
                // Too far apart for pages that fill, and close enough for the directory.
                var key = (long)i * 1500 % 8_000_000;
                Put(table, key);
                hashed.GetOrAdd(in key, StableHash.Of(key), out _) = new Count(key, key);
            }

            Assert.Equal(hashed.Count, table.Count);
            Assert.InRange(table.DirectPageCount, 1, round == 0 ? PagesAtFirst + 1 : 17);
            Assert.InRange(memory.Used, 0, hashedMemory.Used + (4 << 20));
            table.Clear();
        }
    }

    [Fact]
    public void Numbers_that_grow_take_only_pages_for_those_that_still_occur()
    {
        var memory = new HarnessMemory();
        using var pool = new PagePool(memory);
        var table = NewTable(pool);
        long key = 5_000_000_000;
        var used = 0L;
        for (var window = 0; window < 50; window++)
        {
            for (var i = 0; i < 20_000; i++, key++)
            {
                Put(table, key);
            }

            Assert.InRange(table.DirectCount, window == 0 ? 17_000 : 20_000, 20_000);
            table.Clear();
            used = window == 2 ? memory.Used : used;
        }

        Assert.Equal(used, memory.Used);
    }

    [Fact]
    public void Page_whose_last_key_is_removed_goes_back()
    {
        using var pool = new PagePool(new HarnessMemory());
        var table = NewTable(pool);
        for (long key = 0; key < 50_000; key++)
        {
            Put(table, key);
        }

        for (long key = 0; key < 50_000; key++)
        {
            Assert.True(table.Remove(in key, StableHash.Of(key)));
            Assert.False(table.Remove(in key, StableHash.Of(key)));
        }

        Assert.Equal((0, 0), (table.Count, table.DirectPageCount));
    }

    [Fact]
    public void Key_of_another_subtask_is_refused()
    {
        using var pool = new PagePool(new HarnessMemory());
        var table = new DirectTable<long, Count, IntegerKeyComparer<long>>(pool, 128, new KeyGroupRange(64, 128));
        long own = 0;
        while (KeyGroups.Of(StableHash.Of(own), 128) < 64)
        {
            own++;
        }

        long strange = own + 1;
        while (KeyGroups.Of(StableHash.Of(strange), 128) >= 64)
        {
            strange++;
        }

        Put(table, own);
        var error = Assert.Throws<FlinkException>(() => Put(table, strange));

        Assert.EndsWith("which this subtask does not own. Its hash or equality changed after KeyBy: give keys a hash that depends on their value only, and do not change objects that are keys.", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, table.Count);
    }

    [Fact]
    public void Table_without_memory_for_direct_pages_hashes()
    {
        var memory = new HarnessMemory(limit: 64 * 1024);
        using var pool = new PagePool(memory);
        var table = NewTable(pool);
        long key = 0;
        Put(table, key);
        pool.Rent();
        var taken = 0;
        var error = Assert.Throws<FlinkException>(() =>
        {
            for (key = 0; key < 100_000; key += 5)
            {
                Put(table, key);
                taken++;
            }
        });

        Assert.StartsWith("Out of memory: ", error.Message, StringComparison.Ordinal);
        Assert.Equal(taken, table.Count);
        Assert.True(table.Count > table.DirectCount);
    }

    private static DirectTable<long, Count, IntegerKeyComparer<long>> NewTable(PagePool pool) => new(pool, 128, new KeyGroupRange(0, 128));

    private static void Put(DirectTable<long, Count, IntegerKeyComparer<long>> table, long key) =>
        table.GetOrAdd(in key, table.Aim(in key), out _) = new Count(key, key);

    private static Numbers Filled(int keys, Random random, int gathered = 32 << 20)
    {
        var modelled = new Numbers(value => new Count(value, -value), mostGathered: gathered);
        for (var i = 0; i < keys; i++)
        {
            modelled.Put(KeyOf(random.Next(keys)), i);
        }

        return modelled;
    }

    private static long KeyOf(int number) => number % 16 == 0 ? unchecked((long)((ulong)number * Spread)) : number - 5000;

    private static void SnapshotWhileChanging(Numbers modelled, Random random, int eagerness, int nested)
    {
        var expected = new Dictionary<long, Count>(modelled.Model);
        using var state = new MemoryState(isDeferred: true);
        modelled.Table.Snapshot(state, Name);
        for (var i = random.Next(eagerness * 100); i > 0; i--)
        {
            Change(modelled, random, i);
        }

        if (nested > 0 && random.Next(3) == 0)
        {
            SnapshotWhileChanging(modelled, random, eagerness, nested - 1);
        }
        else if (random.Next(8) == 0)
        {
            modelled.Clear();
        }
        else if (random.Next(8) == 0)
        {
            modelled.UpdateAll();
        }

        state.WriteFrozen();
        Numbers.AssertSame(expected, Numbers.Restored(state, Name, 1 + random.Next(3)));
    }

    private static void Change(Numbers modelled, Random random, int value)
    {
        var key = KeyOf(random.Next(20_000));
        if (random.Next(8) == 0)
        {
            modelled.PutGroup([key, KeyOf(random.Next(20_000)), key, KeyOf(random.Next(20_000)), KeyOf(random.Next(20_000))], value);
        }
        else if (random.Next(4) == 0)
        {
            modelled.Remove(key);
        }
        else
        {
            modelled.Put(key, value);
        }
    }

    private static void Compare<TKey>(Func<int, TKey> key)
        where TKey : unmanaged, System.Numerics.IBinaryInteger<TKey> => Compare(key, value => new Count(value, value));

    private static void Compare<TKey, TValue>(Func<int, TKey> key, Func<int, TValue> value, int iterations = 8)
        where TKey : unmanaged, System.Numerics.IBinaryInteger<TKey>
    {
        Steps.Sample(
            steps =>
            {
                using var modelled = new ModelledDirectTable<TKey, TValue>(value);
                for (var i = 0; i < steps.Length; i++)
                {
                    Step(modelled, steps, i, key);
                }

                modelled.Check();
                var state = new MemoryState();
                modelled.Table.Snapshot(state, Name);
                ModelledDirectTable<TKey, TValue>.AssertSame(modelled.Model, ModelledDirectTable<TKey, TValue>.Restored(state, Name, 1 + steps.Length % 5));
            },
            iter: iterations,
            threads: 1);
    }

    private static void Step<TKey, TValue>(ModelledDirectTable<TKey, TValue> modelled, (int Kind, int Key)[] steps, int i, Func<int, TKey> key)
        where TKey : unmanaged, System.Numerics.IBinaryInteger<TKey>
    {
        var (kind, number) = steps[i];
        switch (kind)
        {
            case < 500:
                modelled.Put(key(number), i);
                break;
            case < 800:
                modelled.PutGroup(steps.Skip(i).Take(31).Select(step => key(step.Key)).Append(key(number)).ToArray(), i);
                break;
            case < 995:
                modelled.Remove(key(number));
                break;
            case 995:
                modelled.UpdateAll();
                break;
            case 996:
                modelled.Follow();
                break;
            case 997 or 998:
                modelled.Clear();
                break;
            default:
                modelled.Check();
                break;
        }
    }
}
