using Flink.Core.Graph;
using Flink.Core.Operators;
using Flink.Core.Records;
using Flink.Runtime.Network;
using Flink.Runtime.Network.InProcess;
using Flink.Runtime.Network.Remote;
using Flink.Runtime.Scheduling;
using Microsoft.Extensions.Time.Testing;

namespace Flink.Runtime.Tests.Network;

public class RemoteChannelTests
{
    private const int Batches = 4;
    private const int Capacity = 16;

    private static readonly ChannelId _channel = new(new JobId(new Id128(1, 2)), 0, 1, 0, 2, 0);

    private readonly FakeTimeProvider _clock = new();
    private readonly SteppedScheduler _scheduler;
    private readonly InProcessWires _wires;
    private readonly InProcessNetwork _one;
    private readonly InProcessNetwork _two;

    public RemoteChannelTests()
    {
        _scheduler = new SteppedScheduler(_clock);
        _wires = new InProcessWires(_scheduler);
        _one = _wires.Add("one");
        _two = _wires.Add("two");
    }

    [Fact]
    public void A_sender_waits_until_its_receiver_is_there()
    {
        var sender = Open();
        _scheduler.RunUntilIdle();
        Assert.False(sender.HasCredit);
        Assert.False(sender.HasSlot);

        Register();
        _scheduler.RunUntilIdle();
        Assert.True(sender.HasCredit);
        Assert.True(sender.HasSlot);
    }

    [Fact]
    public void No_more_batches_are_under_way_than_there_is_credit_for()
    {
        var receiver = Register();
        var sender = Open();
        var sent = SendAll(sender, 100);
        Assert.Equal(Batches, sent);

        var received = new List<long>();
        while (sent < 100)
        {
            Assert.True(TakeOne(receiver, received));
            var more = SendAll(sender, 100 - sent, first: sent);
            Assert.InRange(more, 0, Batches);
            sent += more;
        }

        while (TakeOne(receiver, received))
        {
        }

        Assert.Equal(Enumerable.Range(0, 100 * Capacity).Select(i => (long)i), received);
    }

    [Fact]
    public void A_producer_that_parked_without_credit_is_woken_by_it()
    {
        var receiver = Register();
        var sender = Open();
        var producer = new Counter();
        sender.Producer = producer;
        _scheduler.Start(producer, 0);
        SendAll(sender, 100);
        var runs = producer.Runs;
        sender.AskForWake();
        for (var i = 0; i < Batches / 2; i++)
        {
            Assert.True(TakeOne(receiver, []));
        }

        _scheduler.RunUntilIdle();
        Assert.Equal(runs + 1, producer.Runs);
    }

    [Fact]
    public void A_consumer_is_woken_by_what_arrives()
    {
        var receiver = Register();
        var consumer = new Counter();
        receiver.Consumer = consumer;
        _scheduler.Start(consumer, 0);
        var sender = Open();
        _scheduler.RunUntilIdle();
        var runs = consumer.Runs;
        Assert.True(sender.TrySend(new Watermark(1)));
        _scheduler.RunUntilIdle();
        Assert.Equal(runs + 1, consumer.Runs);
        Assert.True(receiver.HasData);
    }

    [Fact]
    public void Signals_keep_their_place_among_records_and_need_room_too()
    {
        var receiver = Register();
        var sender = Open();
        SendAll(sender, 1);
        Assert.True(sender.TrySend(new CheckpointBarrier(1, 2)));
        SendAll(sender, 1, first: 1);
        var signals = 0;
        while (sender.TrySend(new Watermark(signals)))
        {
            signals++;
        }

        Assert.Equal((2 * Batches) - 3, signals);
        _scheduler.RunUntilIdle();
        Assert.IsType<Batch<long>>(Take(receiver));
        Assert.IsType<CheckpointBarrier>(Take(receiver));
        Assert.IsType<Batch<long>>(Take(receiver));
        Assert.IsType<Watermark>(Take(receiver));
        _scheduler.RunUntilIdle();
        Assert.True(sender.TrySend(EndOfInput.Instance));
    }

    [Fact]
    public void A_batch_that_takes_more_frames_than_there_is_credit_for_follows_in_parts()
    {
        var receiver = new RemoteReceiver<string>(_channel, 2, _two.Pool, new Batch<string>(1024));
        _two.Inputs.Register(receiver);
        var sender = new RemoteSender<string>(_channel, _two.Address, 1024, _one.Pool, compresses: false);
        _one.Open(sender);
        _scheduler.RunUntilIdle();
        var batch = sender.TryRent()!;
        for (var i = 0; i < 1000; i++)
        {
            batch.Add(new string('x', i), i);
        }

        var received = new List<string>();
        while (!sender.TrySend(batch))
        {
            _scheduler.RunUntilIdle();
            var taken = Assert.IsType<Batch<string>>(receiver.TryTake());
            received.AddRange(taken.Records);
            receiver.Deliver(taken, new Nobody<string>());
            _scheduler.RunUntilIdle();
        }

        _scheduler.RunUntilIdle();
        while (receiver.TryTake() is Batch<string> rest)
        {
            received.AddRange(rest.Records);
            receiver.Deliver(rest, new Nobody<string>());
        }

        Assert.Equal(Enumerable.Range(0, 1000).Select(i => new string('x', i)), received);
        Assert.Equal(0, batch.Count);
    }

    [Fact]
    public void An_opening_that_nobody_waits_for_is_refused_after_a_while()
    {
        var sender = Open();
        _scheduler.RunUntilIdle();
        _clock.Advance(new NetworkSettings().OpenTimeout);
        _scheduler.RunUntilIdle();
        var refused = Assert.Throws<ConnectionLostException>(() => sender.HasCredit);
        Assert.Contains("no task has asked for it within 60 s", refused.Message, StringComparison.Ordinal);
        Assert.Contains("worker two", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, _two.Inputs.WaitingCount);
        sender.Link.Close(sender);
        _scheduler.RunUntilIdle();
        Assert.False(sender.Link.HasFailed);
    }

    [Fact]
    public void Ends_that_write_records_in_different_ways_are_not_joined()
    {
        _two.Inputs.Register(new RemoteReceiver<string>(_channel, Batches, _two.Pool, new Batch<string>(Capacity)));
        var sender = Open();
        _scheduler.RunUntilIdle();
        var refused = Assert.Throws<ConnectionLostException>(() => sender.HasCredit);
        Assert.Contains("same version of the program", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_channel_that_is_open_is_not_opened_again()
    {
        Register();
        Open();
        var second = Open();
        _scheduler.RunUntilIdle();
        Assert.Contains("open already", Assert.Throws<ConnectionLostException>(() => second.HasCredit).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_comes_for_a_task_that_has_ended_is_dropped()
    {
        var receiver = Register();
        var sender = Open();
        _scheduler.RunUntilIdle();
        _two.Inputs.Unregister(receiver);
        Assert.Equal(Batches, SendAll(sender, 100));
        sender.Link.Close(sender);
        _scheduler.RunUntilIdle();
        Assert.False(sender.Link.HasFailed);
        Assert.False(receiver.HasData);
    }

    [Fact]
    public void A_worker_that_has_gone_fails_both_ends_and_later_channels_get_a_new_connection()
    {
        var receiver = Register();
        var sender = Open();
        _scheduler.RunUntilIdle();
        var owner = new Owner();
        receiver.Consumer = owner;
        _wires.Cut("one", "two");
        Assert.Throws<ConnectionLostException>(() => sender.TrySend(new Watermark(1)));
        Assert.Equal("one", Assert.IsType<ConnectionLostException>(owner.Failure).Peer.Id);

        _two.Inputs.Unregister(receiver);
        Register();
        var next = Open();
        _scheduler.RunUntilIdle();
        Assert.True(next.HasCredit);
    }

    [Fact]
    public void An_end_that_learns_of_its_owner_after_the_failure_tells_it()
    {
        var receiver = Register();
        Open();
        _scheduler.RunUntilIdle();
        _wires.Cut("one", "two");
        var owner = new Owner();
        receiver.Consumer = owner;
        Assert.IsType<ConnectionLostException>(owner.Failure);
    }

    [Fact]
    public void A_channel_that_has_ended_does_not_fail_with_the_connection()
    {
        var receiver = Register();
        var owner = new Owner();
        receiver.Consumer = owner;
        var sender = Open();
        _scheduler.RunUntilIdle();
        Assert.True(sender.TrySend(EndOfInput.Instance));
        _scheduler.RunUntilIdle();
        _wires.Cut("one", "two");
        Assert.Null(owner.Failure);
        Assert.Same(EndOfInput.Instance, receiver.TryTake());
    }

    [Fact]
    public void A_worker_that_does_not_answer_fails_the_sender()
    {
        var sender = new RemoteSender<long>(_channel, new PeerAddress("three", "three", 3), Capacity, _one.Pool, compresses: false);
        _one.Open(sender);
        Assert.Contains("worker three", Assert.Throws<ConnectionLostException>(() => sender.HasCredit).Message, StringComparison.Ordinal);
    }

    private RemoteReceiver<long> Register()
    {
        var receiver = new RemoteReceiver<long>(_channel, Batches, _two.Pool, new Batch<long>(Capacity));
        _two.Inputs.Register(receiver);
        return receiver;
    }

    private RemoteSender<long> Open()
    {
        var sender = new RemoteSender<long>(_channel, _two.Address, Capacity, _one.Pool, compresses: false);
        _one.Open(sender);
        return sender;
    }

    private int SendAll(RemoteSender<long> sender, int most, int first = 0)
    {
        _scheduler.RunUntilIdle();
        var sent = 0;
        while (sent < most && sender.HasCredit)
        {
            var batch = sender.TryRent()!;
            for (var i = 0; i < Capacity; i++)
            {
                batch.Add(((first + sent) * Capacity) + i, 0);
            }

            Assert.True(sender.TrySend(batch));
            sent++;
            _scheduler.RunUntilIdle();
        }

        return sent;
    }

    private static StreamElement? Take(RemoteReceiver<long> receiver)
    {
        var element = receiver.TryTake();
        if (element is Batch batch)
        {
            receiver.Deliver(batch, new Nobody<long>());
        }

        return element;
    }

    private static bool TakeOne(RemoteReceiver<long> receiver, List<long> received)
    {
        if (receiver.TryTake() is not Batch<long> batch)
        {
            return false;
        }

        received.AddRange(batch.Records);
        receiver.Deliver(batch, new Nobody<long>());
        return true;
    }

    private sealed class Nobody<T> : IInput<T>
    {
        public void Process(Batch<T> batch)
        {
        }

        public void Process(Watermark watermark)
        {
        }

        public void Process(StreamStatus status)
        {
        }

        public void Process(LatencyMarker marker)
        {
        }
    }

    private sealed class Counter : Tasklet
    {
        public int Runs { get; private set; }

        public override string Name => "counter";

        protected internal override TaskletStatus Run(long deadline)
        {
            Runs++;
            return TaskletStatus.Parked;
        }
    }

    private sealed class Owner : Tasklet, IChannelOwner
    {
        public Exception? Failure { get; private set; }

        public override string Name => "owner";

        public void ChannelFailed(Exception cause) => Failure ??= cause;

        protected internal override TaskletStatus Run(long deadline) => TaskletStatus.Parked;
    }
}
