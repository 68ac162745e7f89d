using System.Buffers.Binary;
using Flink.Core.Graph;

namespace Flink.Runtime.Network.Wire;

/// <summary>What the sending side says about a channel when it opens it.</summary>
/// <param name="Channel">Which channel it is.</param>
/// <param name="Format">Fingerprint of how its records are written.</param>
internal readonly record struct OpenMessage(ChannelId Channel, ulong Format)
{
    private const int Bytes = 44;

    /// <summary>As a frame.</summary>
    /// <param name="buffer">Builds it.</param>
    /// <param name="number">The number that the channel has on this connection.</param>
    public Frame Write(FrameBuffer buffer, uint number)
    {
        buffer.Begin(Bytes);
        var span = buffer.GetSpan(Bytes);
        BinaryPrimitives.WriteUInt64BigEndian(span, Channel.Job.Value.High);
        BinaryPrimitives.WriteUInt64BigEndian(span[8..], Channel.Job.Value.Low);
        BinaryPrimitives.WriteInt32LittleEndian(span[16..], Channel.Edge);
        BinaryPrimitives.WriteInt32LittleEndian(span[20..], Channel.Sender);
        BinaryPrimitives.WriteInt32LittleEndian(span[24..], Channel.SenderAttempt);
        BinaryPrimitives.WriteInt32LittleEndian(span[28..], Channel.Receiver);
        BinaryPrimitives.WriteInt32LittleEndian(span[32..], Channel.ReceiverAttempt);
        BinaryPrimitives.WriteUInt64LittleEndian(span[36..], Format);
        buffer.Advance(Bytes);
        return buffer.End(FrameKind.Open, number);
    }

    /// <summary>Reads the payload of such a frame.</summary>
    /// <exception cref="ProtocolException">It is none.</exception>
    public static OpenMessage Read(ReadOnlySpan<byte> payload) => payload.Length != Bytes
        ? throw new ProtocolException($"the opening of a channel has {payload.Length} bytes and not {Bytes}")
        : new OpenMessage(
            new ChannelId(
                new JobId(Id128.FromBytes(payload)),
                BinaryPrimitives.ReadInt32LittleEndian(payload[16..]),
                BinaryPrimitives.ReadInt32LittleEndian(payload[20..]),
                BinaryPrimitives.ReadInt32LittleEndian(payload[24..]),
                BinaryPrimitives.ReadInt32LittleEndian(payload[28..]),
                BinaryPrimitives.ReadInt32LittleEndian(payload[32..])),
            BinaryPrimitives.ReadUInt64LittleEndian(payload[36..]));
}
