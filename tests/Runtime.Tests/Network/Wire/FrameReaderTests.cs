using CsCheck;
using Flink.Core.Graph;
using Flink.Core.Records;
using Flink.Core.Types;
using Flink.Runtime.Network;
using Flink.Runtime.Network.Wire;

namespace Flink.Runtime.Tests.Network.Wire;

public class FrameReaderTests
{
    private readonly BufferPool _pool = new(1 << 20);

    [Fact]
    public void Any_partition_of_the_bytes_gives_the_same_frames()
    {
        var bytes = Conversation();
        var expected = ReadAll(new PartialBytes(bytes));
        Assert.Equal(10, expected.Count);

        Gen.Int[1, 9000].Array[1, 12].Sample(
            pieces =>
            {
                var frames = ReadAll(new PartialBytes(bytes, pieces));
                return frames.Count == expected.Count && frames.Zip(expected).All(pair =>
                    pair.First.Kind == pair.Second.Kind && pair.First.Channel == pair.Second.Channel
                    && pair.First.Count == pair.Second.Count && pair.First.Payload.AsSpan().SequenceEqual(pair.Second.Payload));
            },
            iter: 300);
    }

    [Fact]
    public void One_byte_at_a_time_gives_the_same_frames()
    {
        var bytes = Conversation();
        Assert.Equal(ReadAll(new PartialBytes(bytes)).Count, ReadAll(new PartialBytes(bytes, 1)).Count);
    }

    [Fact]
    public void No_byte_can_change_unnoticed() => Gen.Select(Gen.Int[0, Conversation().Length - 1], Gen.Byte[1, 255]).Sample(
        (position, change) =>
        {
            var bytes = Conversation();
            bytes[position] ^= change;
            return Throws(() => ReadAll(new PartialBytes(bytes)));
        },
        iter: 500);

    [Fact]
    public void An_end_inside_a_frame_is_noticed_and_one_between_frames_is_none()
    {
        var bytes = Conversation();
        var ends = new HashSet<int>(Ends(bytes));
        for (var length = 0; length < bytes.Length; length += length < 600 ? 1 : 997)
        {
            Assert.Equal(!ends.Contains(length), Throws(() => ReadAll(new PartialBytes(bytes[..length], 100))));
        }
    }

    [Fact]
    public void Random_bytes_are_refused() => Gen.Byte.Array[32, 5000].Sample(
        bytes => Throws(() => ReadAll(new PartialBytes(bytes))), iter: 500);

    [Fact]
    public void An_announced_size_takes_no_memory_before_its_bytes_have_come()
    {
        var bytes = new byte[FrameHeader.Size + 100];
        new FrameHeader(FrameKind.Batch, FrameFlags.None, FrameHeader.MaxLength, 0, 1, FrameHeader.MaxLength, 0).Write(bytes);
        ReadAllQuietly(bytes);
        var before = GC.GetAllocatedBytesForCurrentThread();
        ReadAllQuietly(bytes);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
    }

    [Fact]
    public void A_frame_of_many_megabytes_arrives_whole()
    {
        var content = new byte[5_000_001];
        new Random(3).NextBytes(content);
        var frame = FrameOf(content);
        var log = ReadAll(new PartialBytes(frame.Span.ToArray(), 70_000, 3));
        Assert.True(content.AsSpan().SequenceEqual(Assert.Single(log).Payload));
    }

    [Fact]
    public void Every_signal_comes_back_as_it_was()
    {
        var id = new OperatorId(new Id128(0x0123456789ABCDEF, 42));
        Assert.Equal(77, Trip<Watermark>(new Watermark(77)).Time);
        Assert.Same(Watermark.Max, Trip<Watermark>(Watermark.Max));
        Assert.Same(StreamStatus.Idle, Trip<StreamStatus>(StreamStatus.Idle));
        Assert.Same(StreamStatus.Active, Trip<StreamStatus>(StreamStatus.Active));
        Assert.Same(EndOfInput.Instance, Trip<EndOfInput>(EndOfInput.Instance));
        var barrier = Trip<CheckpointBarrier>(new CheckpointBarrier(5, -6));
        Assert.Equal((5, -6), (barrier.CheckpointId, barrier.Timestamp));
        var marker = Trip<LatencyMarker>(new LatencyMarker(9, id, 3));
        Assert.Equal((9, id, 3), (marker.MarkedTime, marker.OperatorId, marker.SubtaskIndex));
    }

    [Fact]
    public void A_channel_opens_as_what_it_is()
    {
        var message = new OpenMessage(new ChannelId(new JobId(new Id128(1, 2)), 3, 4, 5, 6, 7), 8);
        var frame = message.Write(new FrameBuffer(_pool), 9);
        Assert.Equal(message, OpenMessage.Read(frame.Span[FrameHeader.Size..]));
    }

    private static bool Throws(Action action)
    {
        try
        {
            action();
            return false;
        }
        catch (ProtocolException)
        {
            return true;
        }
    }

    private static List<(FrameKind Kind, uint Channel, int Count, byte[] Payload)> ReadAll(IByteSource source)
    {
        var log = new FrameLog();
        var reader = new FrameReader(source);
        while (reader.ReadFrame(log))
        {
        }

        return log.Frames;
    }

    private static void ReadAllQuietly(byte[] bytes) => Throws(() => ReadAll(new PartialBytes(bytes)));

    private static IEnumerable<int> Ends(byte[] bytes)
    {
        for (var position = 0; position <= bytes.Length;)
        {
            yield return position;
            if (position == bytes.Length)
            {
                yield break;
            }

            position += FrameHeader.Size + FrameHeader.Read(bytes.AsSpan(position)).Length;
        }
    }

    private T Trip<T>(StreamElement signal)
    {
        var frame = Signals.Write(new FrameBuffer(_pool), signal, 1);
        var header = FrameHeader.Read(frame.Span);
        return Assert.IsType<T>(Signals.Read(in header, frame.Span[FrameHeader.Size..]));
    }

    private Frame FrameOf(byte[] content)
    {
        var buffer = new FrameBuffer(_pool);
        buffer.Begin(100);
        content.CopyTo(buffer.GetSpan(content.Length));
        buffer.Advance(content.Length);
        return buffer.End(FrameKind.Batch, 7, 1);
    }

    private byte[] Conversation()
    {
        var signals = new FrameBuffer(_pool);
        var numbers = new Batch<long>(1000);
        var texts = new Batch<Utf8String>(1000);
        for (var i = 0; i < 1000; i++)
        {
            numbers.Add(i, i);
            texts.Add(Utf8String.From($"text {i}"), Timestamp.None);
        }

        Frame[] frames =
        [
            new OpenMessage(new ChannelId(new JobId(new Id128(1, 2)), 0, 1, 0, 2, 0), 99).Write(signals, 0),
            new RecordEncoder<long>(_pool, 1 << 16, false).Write(numbers, 0, 0, out _),
            Signals.Write(signals, new Watermark(1), 0),
            new RecordEncoder<Utf8String>(_pool, 1 << 16, true).Write(texts, 0, 1, out _),
            Signals.Write(signals, new CheckpointBarrier(1, 2), 1),
            Signals.Write(signals, StreamStatus.Idle, 1),
            Signals.Write(signals, new LatencyMarker(1, default, 2), 1),
            Signals.Write(signals, StreamStatus.Active, 1),
            new RecordEncoder<long>(_pool, 1 << 16, false).Write(numbers, 999, 0, out _),
            Signals.Write(signals, EndOfInput.Instance, 0),
        ];
        return [.. frames.SelectMany(frame => frame.Span.ToArray())];
    }
}
