using Flink.Core.Operators;
using Flink.Core.Records;
using Flink.Runtime.Network;
using Flink.Runtime.TaskManager;

namespace Flink.Runtime.Tests.TaskManager;

public class InputGateTests
{
    [Fact]
    public void Barrier_waits_for_the_slowest_channel()
    {
        var gate = new Fixture(3);
        gate.Send(0, 1);
        gate.Barrier(0, 7);
        gate.Send(0, 2);
        gate.Barrier(1, 7);
        gate.Send(2, 3);

        gate.ProcessAll();
        Assert.Equal(["1", "3"], gate.Events.Order());
        Assert.False(gate.Gate.TryTakeBarrier(out _));

        gate.Barrier(2, 7);
        gate.ProcessAll();

        Assert.True(gate.Gate.TryTakeBarrier(out var barrier));
        Assert.Equal(7, barrier!.CheckpointId);
        Assert.False(gate.Gate.TryTakeBarrier(out _));
        Assert.Equal("2", gate.Events[^1]);
    }

    [Fact]
    public void Channel_that_ends_is_not_waited_for()
    {
        var gate = new Fixture(2);
        gate.Barrier(0, 1);
        gate.Send(0, 5);
        gate.ProcessAll();
        Assert.Empty(gate.Events);

        gate.End(1);
        gate.ProcessAll();

        Assert.True(gate.Gate.TryTakeBarrier(out _));
        Assert.Equal(["5"], gate.Events);
    }

    [Fact]
    public void Barrier_after_the_end_of_another_channel_is_aligned_at_once()
    {
        var gate = new Fixture(2);
        gate.End(1);
        gate.ProcessAll();
        gate.Barrier(0, 1);
        gate.ProcessAll();

        Assert.True(gate.Gate.TryTakeBarrier(out _));
    }

    [Fact]
    public void Newer_barrier_overtakes_an_older_one_that_never_came_on_every_channel()
    {
        var gate = new Fixture(2);
        gate.Barrier(0, 1);
        gate.Send(0, 5);
        gate.ProcessAll();
        gate.Barrier(1, 2);
        gate.ProcessAll();
        Assert.Equal(["5"], gate.Events);
        gate.Barrier(0, 2);
        gate.ProcessAll();

        Assert.True(gate.Gate.TryTakeBarrier(out var barrier));
        Assert.Equal(2, barrier!.CheckpointId);
    }

    [Fact]
    public void Older_barrier_that_comes_late_is_ignored()
    {
        var gate = new Fixture(2);
        gate.Barrier(0, 2);
        gate.Barrier(1, 1);
        gate.Barrier(1, 2);
        gate.ProcessAll();

        Assert.True(gate.Gate.TryTakeBarrier(out var barrier));
        Assert.Equal(2, barrier!.CheckpointId);
    }

    [Fact]
    public void Expected_barrier_is_due_once_every_channel_has_ended_or_delivered_it()
    {
        var gate = new Fixture(3);
        gate.End(0);
        gate.ProcessAll();
        gate.Gate.Expect(new CheckpointBarrier(4, 0));
        gate.Send(1, 5);
        gate.End(1);
        gate.ProcessAll();
        Assert.Equal(["5"], gate.Events);
        Assert.False(gate.Gate.TryTakeBarrier(out _));

        gate.Barrier(2, 4);
        gate.ProcessAll();

        Assert.True(gate.Gate.TryTakeBarrier(out var barrier));
        Assert.Equal(4, barrier!.CheckpointId);
        gate.Gate.Expect(barrier);
        gate.End(2);
        gate.ProcessAll();
        Assert.False(gate.Gate.TryTakeBarrier(out _));
    }

    [Fact]
    public void Barrier_of_a_checkpoint_that_was_given_up_holds_up_nobody()
    {
        var gate = new Fixture(2);
        gate.Barrier(0, 1);
        gate.Send(0, 5);
        gate.ProcessAll();
        Assert.Empty(gate.Events);

        gate.Gate.Abort(1);
        gate.Barrier(1, 1);
        gate.Send(1, 6);
        gate.ProcessAll();

        Assert.Equal(["5", "6"], gate.Events.Order());
        Assert.False(gate.Gate.TryTakeBarrier(out _));
    }

    [Fact]
    public void Channel_is_read_on_behind_its_barrier_where_records_may_count_twice()
    {
        var gate = new Fixture(2, aligns: false);
        gate.Barrier(0, 1);
        gate.Send(0, 5);
        gate.End(0);
        gate.ProcessAll();
        Assert.Equal(["5"], gate.Events);
        Assert.False(gate.Gate.TryTakeBarrier(out _));

        gate.Barrier(1, 1);
        gate.ProcessAll();

        Assert.True(gate.Gate.TryTakeBarrier(out _));
    }

    [Fact]
    public void Watermark_of_an_input_is_the_smallest_of_its_channels()
    {
        var gate = new Fixture(2);
        gate.Send(0, new Watermark(10));
        gate.ProcessAll();
        Assert.Empty(gate.Events);

        gate.Send(1, new Watermark(4));
        gate.ProcessAll();
        gate.Send(1, StreamStatus.Idle);
        gate.ProcessAll();

        Assert.Equal(["W4", "W10"], gate.Events);
    }

    [Fact]
    public void End_of_the_last_channel_of_an_input_is_reported_once()
    {
        var gate = new Fixture(2);
        gate.End(0);
        Assert.Equal([-1], gate.ProcessAll());
        gate.End(1);
        Assert.Equal([0], gate.ProcessAll());
        Assert.True(gate.Gate.HasEnded);
    }

    /// <summary>A gate with one input of several channels, and what the input saw.</summary>
    [Fact]
    public void What_an_idle_stream_promised_last_comes_before_the_word_that_it_is_idle()
    {
        var gate = new Fixture(2);
        gate.Send(0, new Watermark(10));
        gate.Send(1, new Watermark(3));
        gate.Send(0, StreamStatus.Idle);
        gate.ProcessAll();
        gate.Send(1, StreamStatus.Idle);
        gate.ProcessAll();
        gate.Send(1, StreamStatus.Active);
        gate.Send(1, new Watermark(20));
        gate.ProcessAll();

        Assert.Equal(["W3", "W10", "Idle", "Active"], gate.Events[..4]);
        Assert.Equal("W20", Assert.Single(gate.Events[4..]));
    }

    [Fact]
    public void Last_watermark_comes_when_every_channel_has_ended()
    {
        var gate = new Fixture(2);
        gate.Send(0, Watermark.Max);
        gate.End(0);
        gate.Send(1, new Watermark(5));
        gate.ProcessAll();
        Assert.Equal(["W5"], gate.Events);

        gate.Send(1, Watermark.Max);
        gate.End(1);
        gate.ProcessAll();
        Assert.Equal(["W5", $"W{long.MaxValue}"], gate.Events);
    }

    private sealed class Fixture : IInput<long>
    {
        private readonly LocalChannel<long>[] _channels;

        public Fixture(int channels, bool aligns = true)
        {
            _channels = [.. Enumerable.Range(0, channels).Select(_ => new LocalChannel<long>(4, 16))];
            Gate = new InputGate([_channels], aligns);
            Gate.Connect([this]);
        }

        public InputGate Gate { get; }

        public List<string> Events { get; } = [];

        public void Send(int channel, long record)
        {
            var batch = _channels[channel].TryRent()!;
            batch.Add(in record, Timestamp.None);
            Send(channel, batch);
        }

        public void Send(int channel, StreamElement element) => Assert.True(_channels[channel].TrySend(element));

        public void Barrier(int channel, long id) => Send(channel, new CheckpointBarrier(id, 0));

        public void End(int channel) => Send(channel, EndOfInput.Instance);

        /// <returns>For each element, the input that ended with it, or -1.</returns>
        public List<int> ProcessAll()
        {
            var ends = new List<int>();
            while (Gate.ProcessNext(InputSelection.All, out var ended))
            {
                ends.Add(ended);
            }

            return ends;
        }

        public void Process(Batch<long> batch)
        {
            foreach (var record in batch.Records)
            {
                Events.Add($"{record}");
            }
        }

        public void Process(Watermark watermark) => Events.Add($"W{watermark.Time}");

        public void Process(StreamStatus status) => Events.Add($"{status}");

        public void Process(LatencyMarker marker) => Events.Add("marker");
    }
}
