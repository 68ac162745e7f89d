using Flink.Core.State;
using Flink.Core.Types;
using Flink.Streaming.Testing.Tests.Operators;

namespace Flink.Streaming.Testing.Tests;

public class SnapshotTests
{
    [Fact]
    public void Frozen_state_that_is_written_later_is_that_of_the_snapshot()
    {
        using var before = Summing();
        var later = before.Push(1, 2).SnapshotLater();
        before.Push(100);

        Assert.False(later.IsComplete);
        Assert.Equal(3, SumAfter(later.Complete()));
        Assert.True(later.IsComplete);
    }

    [Fact]
    public void Frozen_state_that_is_still_the_living_one_shows()
    {
        using var before = Summing(isCheating: true);
        var later = before.Push(1, 2).SnapshotLater();
        before.Push(100);

        Assert.NotEqual(3, SumAfter(later.Complete()));
    }

    [Fact]
    public void Snapshot_that_is_taken_at_once_needs_no_completion()
    {
        using var before = Summing();

        var snapshot = before.Push(1, 2).Snapshot();

        Assert.True(snapshot.IsComplete);
        Assert.Equal((1, 0, 4), (snapshot.OperatorEntryCount, snapshot.KeyedEntryCount, snapshot.Size));
        before.Dispose();
        Assert.Equal(3, SumAfter(snapshot));
    }

    [Fact]
    public void Snapshot_that_is_not_complete_cannot_be_restored()
    {
        using var before = Summing();
        var later = before.Push(1).SnapshotLater();

        Assert.Contains("Complete()", Assert.Throws<InvalidOperationException>(() => Summing(later)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void State_of_an_operator_that_is_not_there_is_refused()
    {
        using var before = OperatorHarness.Of((DataStream<int> numbers) => numbers.KeyBy(n => n).Reduce((a, b) => a + b).Uid("totals"));
        var snapshot = before.Push(1).Snapshot();

        var error = Assert.Throws<HarnessException>(() => OperatorHarness.Of(
            (DataStream<int> numbers) => numbers.KeyBy(n => n).Reduce((a, b) => a + b).Uid("sums"), new() { Restore = snapshot }));

        Assert.Contains("'Keyed Reduce'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_number_of_key_groups_is_refused()
    {
        DataStream<int> Program(DataStream<int> numbers) => numbers.KeyBy(n => n).Reduce((a, b) => a + b);
        using var before = OperatorHarness.Of<int, int>(Program, new() { MaxParallelism = 16 });
        var snapshot = before.Push(1).Snapshot();

        var error = Assert.Throws<HarnessException>(() => OperatorHarness.Of<int, int>(Program, new() { MaxParallelism = 32, Restore = snapshot }));

        Assert.Contains("16 key groups", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Key_group_of_another_subtask_is_refused()
    {
        using var state = new MemoryState(new KeyGroupRange(0, 64));

        state.BeginKeyedEntry("s", 63);

        Assert.Contains("owns 0 to 63", Assert.Throws<HarnessException>(() => state.BeginKeyedEntry("s", 64)).Message, StringComparison.Ordinal);
        Assert.Contains("twice", Assert.Throws<HarnessException>(() => state.BeginKeyedEntry("s", 63)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Entry_that_is_written_to_after_the_next_one_was_begun_is_refused()
    {
        using var state = new MemoryState();
        var first = state.BeginOperatorEntry("s");
        state.BeginOperatorEntry("s");

        Assert.Throws<HarnessException>(() => first.GetSpan(1));
    }

    [Fact]
    public void Slice_of_a_restored_entry_is_overwritten_afterwards()
    {
        using var state = new MemoryState();
        var writer = state.BeginOperatorEntry("s");
        writer.GetSpan(1)[0] = 5;
        writer.Advance(1);
        ReadOnlyMemory<byte> kept;
        using (var share = state.ShareOf(0, 1, 128))
        {
            kept = Assert.Single(share.OperatorEntries("s"));
            Assert.Equal(5, kept.Span[0]);
        }

        Assert.Equal(0xDD, kept.Span[0]);
        Assert.Equal(5, Assert.Single(state.ShareOf(0, 1, 128).OperatorEntries("s")).Span[0]);
    }

    [Fact]
    public void Frozen_state_that_was_not_written_is_given_up_with_the_harness()
    {
        var frozen = new Disposable();
        using (var harness = new OperatorHarness<int, int>(new FactoryOf(() => new FreezingOperator(frozen))))
        {
            harness.SnapshotLater();
            Assert.False(frozen.IsDisposed);
        }

        Assert.True(frozen.IsDisposed);
    }

    private static OperatorHarness<int, int> Summing(HarnessSnapshot? restore = null, bool isCheating = false) =>
        new(new FactoryOf(() => new SumOperator(isCheating)), new() { Restore = restore });

    private static int SumAfter(HarnessSnapshot snapshot)
    {
        using var after = Summing(snapshot);
        return Assert.Single(after.EndInput().Records);
    }

    private sealed class FreezingOperator(IFrozenState frozen) : EchoOperator
    {
        public override void Snapshot(StateWriter state) => state.WriteLater(frozen);
    }

    private sealed class Disposable : IFrozenState
    {
        public bool IsDisposed { get; private set; }

        public void Write(StateWriter state, CancellationToken cancellation) => Assert.Fail("Nobody completed the snapshot.");

        public void Dispose() => IsDisposed = true;
    }
}
