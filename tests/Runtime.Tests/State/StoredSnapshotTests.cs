using System.Buffers;
using System.Buffers.Binary;
using Flink.Core;
using Flink.Core.State;
using Flink.Core.Types;
using Flink.Runtime.State;

namespace Flink.Runtime.Tests.State;

public class StoredSnapshotTests
{
    private const int Seeds = 300;

    [Fact]
    public void Entry_larger_than_a_part_is_read_back_as_one_whichever_thread_wrote_it()
    {
        var (large, small) = (Content(300_000, 1), Content(10, 2));
        using var snapshot = new OperatorSnapshot();
        snapshot.BeginOperatorEntry("list").Write(large);
        snapshot.WriteLater(new Frozen(state =>
        {
            Write(state.BeginOperatorEntry("list"), large, step: 777);
            Write(state.BeginOperatorEntry("list"), small, step: 3);
            Write(state.BeginKeyedEntry("keys", 5), large, step: 100_000);
            state.BeginKeyedEntry("keys", 2);
        }));

        var read = StoredSnapshot.Read(snapshot.ToBytes(), "test");

        Assert.Equal([large, large, small], read.OperatorEntries("list").Select(static entry => entry.ToArray()));
        Assert.Equal([2, 5], read.KeyedEntries("keys").Select(static entry => entry.KeyGroup));
        Assert.Equal([[], large], read.KeyedEntries("keys").Select(static entry => entry.Entry.ToArray()));
        Assert.Equal(new StateShape(HasOperatorEntries: true, new KeyGroupRange(2, 6)), snapshot.Shape);
    }

    [Fact]
    public void Entries_of_key_groups_that_are_continued_in_turns_are_whole()
    {
        using var snapshot = new OperatorSnapshot();
        snapshot.ContinueKeyedEntry("keys", 1).Write("a"u8);
        snapshot.ContinueKeyedEntry("keys", 2).Write("x"u8);
        snapshot.ContinueKeyedEntry("keys", 1).Write("b"u8);
        snapshot.WriteLater(new Frozen(state =>
        {
            state.ContinueKeyedEntry("keys", 2).Write("y"u8);
            state.ContinueKeyedEntry("keys", 1).Write("c"u8);
            state.ContinueKeyedEntry("others", 1).Write("o"u8);
            state.ContinueKeyedEntry("keys", 2).Write("z"u8);
        }));

        var read = StoredSnapshot.Read(snapshot.ToBytes(), "test");

        Assert.Equal(["abc"u8.ToArray(), "xyz"u8.ToArray()], read.KeyedEntries("keys").Select(static entry => entry.Entry.ToArray()));
        Assert.Equal("o"u8.ToArray(), Assert.Single(read.KeyedEntries("others")).Entry.ToArray());
    }

    [Fact]
    public void Key_group_that_is_begun_twice_is_refused_also_when_the_second_time_is_later()
    {
        using var snapshot = new OperatorSnapshot();
        snapshot.BeginKeyedEntry("keys", 1).Write("a"u8);
        Assert.Throws<InvalidOperationException>(() => snapshot.BeginKeyedEntry("keys", 1));
        snapshot.WriteLater(new Frozen(static state => state.BeginKeyedEntry("keys", 1)));

        Assert.Contains("'keys' wrote key group 1 twice", Assert.Throws<InvalidOperationException>(() => snapshot.ToBytes()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_key_groups_that_are_asked_for_are_kept_and_names_stay_known()
    {
        using var snapshot = new OperatorSnapshot();
        snapshot.BeginKeyedEntry("keys", 1).Write("a"u8);
        snapshot.BeginKeyedEntry("keys", 7).Write("b"u8);

        var read = StoredSnapshot.Read(new MemoryInput(snapshot.ToBytes(), "test"), new KeyGroupRange(4, 8));

        Assert.Equal([7], read.KeyedEntries("keys").Select(static entry => entry.KeyGroup));
        Assert.Equal(["keys"], StoredSnapshot.Read(new MemoryInput(Bytes(), "test"), new KeyGroupRange(100, 101)).Names.Distinct().Where(static name => name == "keys"));
    }

    [Fact]
    public void Snapshot_without_state_writes_nothing()
    {
        using var snapshot = new OperatorSnapshot();

        Assert.True(snapshot.ToBytes().IsEmpty);
        Assert.True(snapshot.IsEmpty);
        Assert.Equal(default, snapshot.Shape);
    }

    [Fact]
    public void State_of_another_version_is_refused_with_both_numbers()
    {
        var bytes = Bytes();
        BinaryPrimitives.WriteInt32LittleEndian(bytes, 1);

        var error = Assert.Throws<FlinkException>(() => StoredSnapshot.Read(bytes, "State in 'file'"));

        Assert.StartsWith("State in 'file' is no state of this format: its version is 1, this engine reads version 2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void State_that_is_cut_off_anywhere_is_refused_or_lacks_whole_parts_at_its_end()
    {
        var bytes = Bytes();
        var whole = Count(StoredSnapshot.Read(bytes, "test"));
        for (var length = 0; length < bytes.Length; length++)
        {
            try
            {
                Assert.InRange(Count(StoredSnapshot.Read(bytes.AsMemory(0, length), "test")), 0, whole);
            }
            catch (FlinkException error)
            {
                Assert.StartsWith("test is no state of this format: ", error.Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Damaged_bytes_give_an_error_or_a_state_and_never_take_memory_out_of_proportion()
    {
        var valid = Bytes();
        for (var seed = 0; seed < Seeds; seed++)
        {
            var random = new Random(seed);
            var bytes = (byte[])valid.Clone();
            for (var changes = random.Next(1, 6); changes > 0; changes--)
            {
                // Sizes, numbers and kinds are what may do harm, and these are mostly small or very large.
                bytes[random.Next(bytes.Length)] = random.Next(4) switch { 0 => 0, 1 => 0xff, 2 => (byte)random.Next(8), _ => (byte)random.Next(256) };
            }

            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                StoredSnapshot.Read(bytes, "test");
            }
            catch (FlinkException)
            {
                // What damaged bytes must give; anything else fails the test.
            }

            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000 + (20L * bytes.Length));
        }
    }

    private static byte[] Bytes()
    {
        using var snapshot = new OperatorSnapshot();
        snapshot.WriteSchema("keys", "schema"u8);
        snapshot.BeginOperatorEntry("list").Write("one"u8);
        snapshot.BeginOperatorEntry("list").Write("two"u8);
        snapshot.BeginKeyedEntry("keys", 3).Write(Content(200, 3));
        snapshot.WriteLater(new Frozen(static state =>
        {
            state.ContinueKeyedEntry("keys", 3).Write("more"u8);
            state.BeginKeyedEntry("keys", 4).Write("four"u8);
            state.BeginOperatorEntry("other").Write(Content(70_000, 4)[..100]);
        }));
        return snapshot.ToBytes().ToArray();
    }

    private static int Count(StoredSnapshot snapshot) =>
        snapshot.Names.Distinct().Sum(name => snapshot.OperatorEntries(name).Count + snapshot.KeyedEntries(name).Sum(static entry => entry.Entry.Length));

    private static byte[] Content(int size, int seed)
    {
        var bytes = new byte[size];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private static void Write(IBufferWriter<byte> target, ReadOnlySpan<byte> content, int step)
    {
        for (; content.Length > 0; content = content[Math.Min(step, content.Length)..])
        {
            var part = content[..Math.Min(step, content.Length)];
            part.CopyTo(target.GetSpan(part.Length));
            target.Advance(part.Length);
        }
    }

    private sealed class Frozen(Action<StateWriter> write) : IFrozenState
    {
        public void Write(StateWriter state, CancellationToken cancellation) => write(state);

        public void Dispose()
        {
        }
    }
}
