using System.Buffers;
using CsCheck;
using Flink.Core;
using Flink.Core.State;
using Flink.Core.Types.Keys;
using Flink.Streaming.Testing;
using Flink.Streaming.Tests.Harness;
using Flink.Streaming.Tests.State.Tables;
using Numbers = Flink.Streaming.Tests.State.Tables.ModelledTable<long, Flink.Streaming.Tests.State.Tables.Count, Flink.Core.Types.Keys.IntegerKeyComparer<long>>;

namespace Flink.Streaming.Tests.State;

public class FrozenTableTests
{
    private const string Name = "s";

    [Fact]
    public void Snapshot_holds_what_was_there_when_it_was_taken_whatever_happens_between_its_pages()
    {
        Gen.Select(Gen.Int[0, 6000], Gen.Int[1, 8], Gen.Int).Sample(
            (keys, eagerness, seed) =>
            {
                using var modelled = Filled(keys);
                var random = new Random(seed);
                for (var round = 0; round < 3; round++)
                {
                    SnapshotWhileChanging(modelled, random, eagerness, nested: 2);
                    modelled.Check();
                }
            },
            iter: 25,
            threads: 1);
    }

    [Fact]
    public void Snapshot_with_chained_pages_holds_what_was_there_when_it_was_taken()
    {
        using var modelled = new ModelledTable<int, Count, OneHash>(key => key, value => new Count(value, 0));
        for (var key = 0; key < 1500; key++)
        {
            modelled.Put(key, key);
        }

        var expected = new Dictionary<int, Count>(modelled.Model);
        using var views = new KeptViews();
        modelled.Table.Snapshot(views, Name);
        for (var key = 0; key < 2500; key += 2)
        {
            modelled.Put(key, -key);
            modelled.Remove(key + 1);
        }

        var state = new MemoryState();
        views.WriteAll(state);

        ModelledTable<int, Count, OneHash>.AssertSame(expected, ModelledTable<int, Count, OneHash>.Restored(state, Name, 1));
        modelled.Check();
    }

    [Fact]
    public async Task Snapshots_on_another_thread_hold_what_was_there_when_they_were_taken()
    {
        using var modelled = Filled(30_000);
        var random = new Random(17);
        var fill = 0;
        for (var round = 0; round < 25; round++)
        {
            var expected = new Dictionary<long, Count>(modelled.Model);
            using var views = new KeptViews();
            modelled.Table.Snapshot(views, Name);
            var state = new MemoryState();
            var writing = Task.Run(() => views.WriteAll(state), TestContext.Current.CancellationToken);
            do
            {
                for (var i = 0; i < 1000; i++)
                {
                    Change(modelled, random, 40_000, fill++);
                }
            }
            while (!writing.IsCompleted);

            await writing;
            Numbers.AssertSame(expected, Numbers.Restored(state, Name, 2));
        }

        modelled.Check();
    }

    [Fact]
    public void Snapshot_that_is_given_up_gives_back_its_copies()
    {
        using var modelled = Filled(20_000);
        var views = new KeptViews();
        modelled.Table.Snapshot(views, Name);
        for (var key = 0; key < 20_000; key++)
        {
            modelled.Put(key, -key);
        }

        var used = modelled.Memory.Used;
        views.Dispose();
        for (var round = 0; round < 5; round++)
        {
            views = new KeptViews();
            modelled.Table.Snapshot(views, Name);
            for (var key = 0; key < 20_000; key++)
            {
                modelled.Put(key, key);
            }

            views.Dispose();
        }

        Assert.Equal(used, modelled.Memory.Used);
        modelled.Check();
    }

    [Fact]
    public void Place_found_before_a_snapshot_is_not_used_after_it()
    {
        using var modelled = Filled(3000);
        var probes = Enumerable.Range(0, 3000).Select(modelled.Prefetch).ToArray();
        var expected = new Dictionary<long, Count>(modelled.Model);
        using var views = new KeptViews();
        modelled.Table.Snapshot(views, Name);
        for (var key = 0; key < probes.Length; key++)
        {
            modelled.Put(key, in probes[key], -key);
        }

        var state = new MemoryState();
        views.WriteAll(state);

        Numbers.AssertSame(expected, Numbers.Restored(state, Name, 1));
        modelled.Check();
    }

    [Fact]
    public void Cancelled_snapshot_ends()
    {
        using var modelled = Filled(1000);
        using var views = new KeptViews();
        modelled.Table.Snapshot(views, Name);

        Assert.Throws<OperationCanceledException>(() => views.Views[0].Write(new MemoryState(), new CancellationToken(canceled: true)));
    }

    [Fact]
    public void Snapshot_without_memory_for_copies_fails_and_the_table_goes_on()
    {
        using var modelled = Filled(20_000, new HarnessMemory(limit: 3_000_000));
        using var views = new KeptViews();
        modelled.Table.Snapshot(views, Name);
        modelled.Table.Snapshot(views, Name);
        modelled.Table.Snapshot(views, Name);
        for (var key = 0; key < 20_000; key++)
        {
            modelled.Put(key, -key);
        }

        var error = Assert.Throws<FlinkException>(() => views.WriteAll(new MemoryState()));

        Assert.StartsWith("A snapshot was given up: there was no memory to keep pages that changed while it was written. Out of memory: ", error.Message, StringComparison.Ordinal);
        modelled.Check();
    }

    [Fact]
    public void Looking_up_and_looking_for_what_to_remove_takes_no_copies()
    {
        using var modelled = Filled(20_000, new HarnessMemory(limit: 3_000_000));
        Assert.Throws<FlinkException>(() => TakeAll(modelled.Pool));
        using var views = new KeptViews();
        modelled.Table.Snapshot(views, Name);
        modelled.Check();
        modelled.RemoveSome(int.MaxValue, _ => false);
        modelled.RemoveWhere(_ => false);
        var state = new MemoryState();
        views.WriteAll(state);

        Numbers.AssertSame(modelled.Model, Numbers.Restored(state, Name, 1));
    }

    [Fact]
    public void Memory_lives_until_the_last_snapshot_is_written()
    {
        var memory = new HarnessMemory();
        var views = new KeptViews();
        Dictionary<long, Count> expected;
        var pool = new Streaming.State.Tables.PagePool(memory);
        var table = new Streaming.State.KeyedTable<long, Count, IntegerKeyComparer<long>>(pool, Numbers.Groups, new Core.Types.KeyGroupRange(0, Numbers.Groups));
        expected = [];
        for (long key = 0; key < 5000; key++)
        {
            expected[key] = table.GetOrAdd(in key, default(IntegerKeyComparer<long>).Hash(in key), out _) = new Count(key, 0);
        }

        table.Snapshot(views, Name);
        pool.Dispose();
        Assert.NotEqual(0, memory.Used);
        var state = new MemoryState();
        views.WriteAll(state);
        views.Dispose();

        Numbers.AssertSame(expected, Numbers.Restored(state, Name, 1));
        Assert.Equal(0, memory.Used);
    }

    private static void TakeAll(Streaming.State.Tables.PagePool pool)
    {
        while (true)
        {
            _ = pool.Rent();
        }
    }

    private static Numbers Filled(int keys, HarnessMemory? memory = null)
    {
        var modelled = new Numbers(key => key, value => new Count(value, -value), memory: memory);
        for (var key = 0; key < keys; key++)
        {
            modelled.Put(key, key);
        }

        return modelled;
    }

    private static void SnapshotWhileChanging(Numbers modelled, Random random, int eagerness, int nested)
    {
        var expected = new Dictionary<long, Count>(modelled.Model);
        using var views = new KeptViews();
        modelled.Table.Snapshot(views, Name);
        var state = new MemoryState();
        views.WriteAll(new SteppedWriter(state, () =>
        {
            for (var i = random.Next(eagerness * 10); i > 0; i--)
            {
                Change(modelled, random, 8000, i);
            }

            if (nested > 0 && random.Next(300) == 0)
            {
                SnapshotWhileChanging(modelled, random, eagerness, nested - 1);
            }
            else if (random.Next(200) == 0)
            {
                modelled.Clear();
            }
            else if (random.Next(200) == 0)
            {
                modelled.Release();
            }
        }));
        Numbers.AssertSame(expected, Numbers.Restored(state, Name, 1 + random.Next(3)));
    }

    private static void Change(Numbers modelled, Random random, int keys, int value)
    {
        var key = random.Next(keys);
        if (random.Next(8) == 0)
        {
            modelled.PutGroup([key, random.Next(keys), key, random.Next(keys), random.Next(keys), random.Next(keys)], value);
        }
        else if (random.Next(4) == 0)
        {
            modelled.Remove(key);
        }
        else if (random.Next(16) == 0)
        {
            modelled.RemoveSome(random.Next(100), key => key % 5 == 0);
        }
        else
        {
            modelled.Put(key, value);
        }
    }

    /// <summary>Keeps the views that it is given.</summary>
    private sealed class KeptViews : StateWriter, IDisposable
    {
        public List<IFrozenState> Views { get; } = [];

        public override IBufferWriter<byte> BeginOperatorEntry(string name) => throw new NotSupportedException();

        public override IBufferWriter<byte> BeginKeyedEntry(string name, int keyGroup) => throw new NotSupportedException();

        public override IBufferWriter<byte> ContinueKeyedEntry(string name, int keyGroup) => throw new NotSupportedException();

        public override void WriteSchema(string name, ReadOnlySpan<byte> schema)
        {
        }

        public override void WriteLater(IFrozenState state) => Views.Add(state);

        public void WriteAll(StateWriter state) => Views.ForEach(view => view.Write(state, CancellationToken.None));

        public void Dispose() => Views.ForEach(view => view.Dispose());
    }

    /// <summary>Does something whenever the writer of a view asks for room: the other thread's turn, at a place that a seed decides.</summary>
    private sealed class SteppedWriter(MemoryState state, Action step) : StateWriter
    {
        public override IBufferWriter<byte> BeginOperatorEntry(string name) => throw new NotSupportedException();

        public override IBufferWriter<byte> BeginKeyedEntry(string name, int keyGroup)
        {
            step();
            return new SteppedBuffer(state.BeginKeyedEntry(name, keyGroup), step);
        }

        public override IBufferWriter<byte> ContinueKeyedEntry(string name, int keyGroup)
        {
            step();
            return new SteppedBuffer(state.ContinueKeyedEntry(name, keyGroup), step);
        }

        public override void WriteSchema(string name, ReadOnlySpan<byte> schema) => throw new NotSupportedException();

        public override void WriteLater(IFrozenState frozen) => throw new NotSupportedException();
    }

    private sealed class SteppedBuffer(IBufferWriter<byte> buffer, Action step) : IBufferWriter<byte>
    {
        public void Advance(int count) => buffer.Advance(count);

        public Memory<byte> GetMemory(int sizeHint = 0) => buffer.GetMemory(sizeHint);

        public Span<byte> GetSpan(int sizeHint = 0)
        {
            step();
            return buffer.GetSpan(sizeHint);
        }
    }
}
