using System.Net;
using System.Net.Sockets;
using Flink.Runtime.Network.Remote;
using Flink.Runtime.Network.Tcp;
using Flink.Runtime.Network.Wire;

namespace Flink.Runtime.Tests.Network;

public class OutgoingFramesTests
{
    private const int FrameBytes = 100;

    private readonly BufferPool _pool = new(1 << 20);
    private readonly Room _room = new();
    private readonly OutgoingFrames _frames;

    public OutgoingFramesTests() => _frames = new OutgoingFrames(_pool) { Sink = _room };

    [Fact]
    public void Frames_wait_for_the_connection_until_it_has_looked_for_the_first_time()
    {
        _frames.Add(Frame(1));
        Assert.Empty(_room.Taken);
        Assert.Equal([1], Waiting());
    }

    [Fact]
    public void A_frame_with_nothing_before_it_is_sent_by_its_maker()
    {
        Assert.Empty(Waiting());
        _frames.Add(Frame(1));
        _frames.Add(Frame(2));
        Assert.Equal(Bytes(1, 2), _room.Taken);
        Assert.Empty(Waiting());
        Assert.NotEqual(0, _pool.IdleBytes);
    }

    [Fact]
    public void What_there_is_no_room_for_waits_in_front_of_what_follows()
    {
        Assert.Empty(Waiting());
        _room.Left = FrameBytes + 30;
        for (byte number = 1; number <= 4; number++)
        {
            _frames.Add(Frame(number));
        }

        Assert.Equal(FrameBytes + 30, _room.Taken.Count);
        Assert.Equal(Bytes(1, 2, 3, 4), _room.Taken.Concat(WaitingBytes()));
    }

    [Fact]
    public void The_connection_keeps_its_turn_until_it_comes_again()
    {
        Assert.Empty(Waiting());
        _room.Left = 0;
        _frames.Add(Frame(1));
        Assert.Equal([1], Waiting());
        _room.Left = int.MaxValue;
        _frames.Add(Frame(2));
        Assert.Empty(_room.Taken);
        Assert.Equal([2], Waiting());
        Assert.Empty(Waiting());
        _frames.Add(Frame(3));
        Assert.Equal(Bytes(3), _room.Taken);
    }

    [Fact]
    public void What_is_made_while_a_maker_sends_is_sent_by_it_in_order()
    {
        Assert.Empty(Waiting());
        byte next = 2;
        _room.Before = () =>
        {
            if (next <= 5)
            {
                _frames.Add(Frame(next++));
            }
        };
        _frames.Add(Frame(1));
        Assert.Equal(Bytes(1, 2, 3, 4, 5), _room.Taken);
        Assert.Empty(Waiting());
    }

    [Fact]
    public void Batches_are_left_to_the_connection_and_keep_their_place()
    {
        Assert.Empty(Waiting());
        _frames.Add(Batch());
        _frames.Add(Frame(2));
        Assert.Empty(_room.Taken);
        Assert.Equal([1, 2], Waiting());
    }

    [Fact]
    public void A_batch_that_is_made_while_a_maker_sends_is_left_to_the_connection()
    {
        Assert.Empty(Waiting());
        _room.Before = () => _frames.Add(Batch());
        _frames.Add(Frame(7));
        Assert.Equal(Bytes(7), _room.Taken);
        Assert.Equal([1], Waiting());
    }

    [Fact]
    public void A_maker_does_not_send_for_others_for_ever()
    {
        Assert.Empty(Waiting());
        const int frame = 4_000;
        _room.Before = () => _frames.Add(new Frame(_pool.Rent(frame), frame));
        _frames.Add(new Frame(_pool.Rent(frame), frame));
        Assert.InRange(_room.Taken.Count, 128 << 10, (128 << 10) + frame);
        Assert.Single(_frames.Take(new Queue<Frame>(), waits: false)!);
    }

    [Fact]
    public void Nothing_is_kept_when_the_connection_fails_while_a_maker_sends()
    {
        Assert.Empty(Waiting());
        _room.Left = 10;
        _room.Before = _frames.Close;
        _frames.Add(Frame(1));
        _frames.Add(Frame(2));
        Assert.Equal(10, _room.Taken.Count);
        Assert.Null(_frames.Take(new Queue<Frame>(), waits: true));

        // The arrays of both: the second took the first one's.
        Assert.Equal(_pool.Rent(FrameBytes).Length, _pool.IdleBytes + _pool.Rent(FrameBytes).Length);
    }

    [Fact]
    public void The_array_of_a_frame_goes_back_once_when_the_connection_fails_just_as_it_has_been_sent()
    {
        Assert.Empty(Waiting());
        _room.Before = _frames.Close;
        _frames.Add(Frame(1));

        Assert.Equal(Bytes(1), _room.Taken);
        Assert.NotSame(_pool.Rent(FrameBytes), _pool.Rent(FrameBytes));
    }

    [Fact]
    public void Frames_of_many_makers_arrive_whole_and_each_ones_in_order_over_a_socket_that_is_full()
    {
        const int makers = 4;
        const int each = 2_000;
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { SendBufferSize = 8192 };
        client.Connect(listener.LocalEndPoint!);
        using var transport = new SocketTransport(client);
        using var server = new SocketTransport(listener.Accept());
        var frames = new OutgoingFrames(_pool) { Sink = transport.Sink };
        Thread[] threads = [.. Enumerable.Range(0, makers).Select(maker => new Thread(() => Make(frames, maker, each))), new(() => Serve(frames, transport))];
        foreach (var thread in threads)
        {
            thread.Start();
        }

        var log = new Counts(makers);
        var reader = new FrameReader(server);
        while (log.Total < makers * each)
        {
            Assert.True(reader.ReadFrame(log));
        }

        frames.Close();
        foreach (var thread in threads)
        {
            thread.Join();
        }

        Assert.All(log.Next, next => Assert.Equal(each, next));
    }

    [Fact]
    public void A_full_or_closed_socket_takes_nothing_and_nobody_waits()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        client.Connect(listener.LocalEndPoint!);
        using var transport = new SocketTransport(client);
        Assert.SkipUnless(transport.Sink is not null, "There are sends that do not wait on Linux only.");
        using var server = listener.Accept();
        var bytes = new byte[1 << 20];
        while (transport.TryWrite(bytes) > 0)
        {
        }

        transport.Dispose();
        Assert.Equal(0, transport.TryWrite(bytes));
    }

    private static void Make(OutgoingFrames frames, int maker, int count)
    {
        var pool = new BufferPool(0);
        var buffer = new FrameBuffer(pool);
        for (var i = 0; i < count; i++)
        {
            buffer.Begin(5000);
            var length = 1 + (i * 7 % 5000);
            buffer.GetSpan(length)[..length].Fill((byte)i);
            buffer.Advance(length);
            frames.Add(buffer.End(FrameKind.Batch, (uint)maker, count: i));
        }
    }

    private void Serve(OutgoingFrames frames, SocketTransport transport)
    {
        var empty = new Queue<Frame>();
        while (frames.Take(empty, waits: true) is { } taken)
        {
            transport.Write(taken, _pool);
            empty = taken;
        }
    }

    private Frame Frame(byte number)
    {
        var buffer = _pool.Rent(FrameBytes);
        buffer.AsSpan(0, FrameBytes).Fill(number);
        return new Frame(buffer, FrameBytes);
    }

    private Frame Batch()
    {
        const int length = 60_000;
        var buffer = _pool.Rent(length);
        buffer[0] = 1;
        return new Frame(buffer, length);
    }

    private static byte[] Bytes(params byte[] numbers) => [.. numbers.SelectMany(static number => Enumerable.Repeat(number, FrameBytes))];

    private byte[] Waiting() => [.. _frames.Take(new Queue<Frame>(), waits: false)!.Select(static frame => frame.Span[0])];

    private byte[] WaitingBytes() => [.. _frames.Take(new Queue<Frame>(), waits: false)!.SelectMany(static frame => frame.Span.ToArray())];

    /// <summary>Takes as much as there is room for.</summary>
    private sealed class Room : IByteSink
    {
        public List<byte> Taken { get; } = [];

        public int Left { get; set; } = int.MaxValue;

        public Action? Before { get; set; }

        public int TryWrite(ReadOnlySpan<byte> bytes)
        {
            Before?.Invoke();
            var taken = Math.Min(Left, bytes.Length);
            Left -= taken;
            Taken.AddRange(bytes[..taken]);
            return taken;
        }
    }

    /// <summary>Checks that each maker's frames come one after the other.</summary>
    private sealed class Counts(int makers) : IFrameSink
    {
        public int[] Next { get; } = new int[makers];

        public int Total { get; private set; }

        public byte[] BufferFor(in FrameHeader header) => new byte[header.Length];

        public void Receive(in FrameHeader header, byte[] payload)
        {
            Assert.Equal(Next[header.Channel]++, header.Count);
            Assert.Equal(-1, payload.AsSpan().IndexOfAnyExcept((byte)header.Count));
            Total++;
        }
    }
}
