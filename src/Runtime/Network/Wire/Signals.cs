using System.Buffers.Binary;
using Flink.Core.Graph;
using Flink.Core.Records;

namespace Flink.Runtime.Network.Wire;

/// <summary>Signals between batches as frames.</summary>
internal static class Signals
{
    private const int BarrierBytes = 16;
    private const int MarkerBytes = 28;

    /// <summary>Writes a signal.</summary>
    public static Frame Write(FrameBuffer buffer, StreamElement signal, uint channel)
    {
        buffer.Begin(MarkerBytes);
        switch (signal)
        {
            case Watermark watermark:
                BinaryPrimitives.WriteInt64LittleEndian(Take(buffer, sizeof(long)), watermark.Time);
                return buffer.End(FrameKind.Watermark, channel);
            case CheckpointBarrier barrier:
                var bytes = Take(buffer, BarrierBytes);
                BinaryPrimitives.WriteInt64LittleEndian(bytes, barrier.CheckpointId);
                BinaryPrimitives.WriteInt64LittleEndian(bytes[8..], barrier.Timestamp);
                return buffer.End(FrameKind.Barrier, channel);
            case StreamStatus status:
                return buffer.End(FrameKind.Status, channel, count: status == StreamStatus.Idle ? 1 : 0);
            case LatencyMarker marker:
                Write(Take(buffer, MarkerBytes), marker);
                return buffer.End(FrameKind.LatencyMarker, channel);
            case EndOfInput:
                return buffer.End(FrameKind.EndOfInput, channel);
            default:
                throw new NotSupportedException($"A signal of type {signal.GetType()} has no form between processes.");
        }
    }

    /// <summary>Reads a signal.</summary>
    /// <exception cref="ProtocolException">The payload has not the length of such a signal.</exception>
    public static StreamElement Read(in FrameHeader header, ReadOnlySpan<byte> payload)
    {
        var expected = header.Kind switch
        {
            FrameKind.Watermark => sizeof(long),
            FrameKind.Barrier => BarrierBytes,
            FrameKind.LatencyMarker => MarkerBytes,
            _ => 0,
        };
        if (payload.Length != expected)
        {
            throw new ProtocolException($"a {header.Kind} frame has {payload.Length} bytes and not {expected}");
        }

        return header.Kind switch
        {
            FrameKind.Watermark => Watermark.At(BinaryPrimitives.ReadInt64LittleEndian(payload)),
            FrameKind.Barrier => new CheckpointBarrier(
                BinaryPrimitives.ReadInt64LittleEndian(payload), BinaryPrimitives.ReadInt64LittleEndian(payload[8..])),
            FrameKind.LatencyMarker => new LatencyMarker(
                BinaryPrimitives.ReadInt64LittleEndian(payload),
                new OperatorId(Id128.FromBytes(payload[8..])),
                BinaryPrimitives.ReadInt32LittleEndian(payload[24..])),
            FrameKind.Status => header.Count == 0 ? StreamStatus.Active : StreamStatus.Idle,
            FrameKind.EndOfInput => EndOfInput.Instance,
            _ => throw new ProtocolException($"a {header.Kind} frame is no signal"),
        };
    }

    private static void Write(Span<byte> target, LatencyMarker marker)
    {
        BinaryPrimitives.WriteInt64LittleEndian(target, marker.MarkedTime);
        BinaryPrimitives.WriteUInt64BigEndian(target[8..], marker.OperatorId.Value.High);
        BinaryPrimitives.WriteUInt64BigEndian(target[16..], marker.OperatorId.Value.Low);
        BinaryPrimitives.WriteInt32LittleEndian(target[24..], marker.SubtaskIndex);
    }

    private static Span<byte> Take(FrameBuffer buffer, int length)
    {
        var span = buffer.GetSpan(length)[..length];
        buffer.Advance(length);
        return span;
    }
}
