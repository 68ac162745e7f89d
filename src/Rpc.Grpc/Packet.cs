using Flink.Runtime.Rpc.Links;
using Grpc.Core;

namespace Flink.Rpc.Grpc;

/// <summary>A frame on its way: bytes when it goes out, so that what cannot be sent fails at its sender; a frame when it has come in.</summary>
internal sealed class Packet(ReadOnlyMemory<byte> bytes, Frame? frame)
{
    public ReadOnlyMemory<byte> Bytes => bytes;

    public Frame Frame => frame!;

    /// <summary>The one method of the messages' service.</summary>
    public static Method<Packet, Packet> MethodOf(FrameCodec codec)
    {
        var marshaller = new Marshaller<Packet>(Write, context => Read(context, codec));
        return new Method<Packet, Packet>(MethodType.DuplexStreaming, "flink.rpc", "Link", marshaller, marshaller);
    }

    private static void Write(Packet packet, SerializationContext context)
    {
        context.SetPayloadLength(packet.Bytes.Length);
        var target = context.GetBufferWriter();
        packet.Bytes.Span.CopyTo(target.GetSpan(packet.Bytes.Length));
        target.Advance(packet.Bytes.Length);
        context.Complete();
    }

    private static Packet Read(DeserializationContext context, FrameCodec codec)
    {
        var payload = context.PayloadAsReadOnlySequence();
        return new Packet(default, codec.Read(payload.IsSingleSegment ? payload.FirstSpan : context.PayloadAsNewBuffer()));
    }
}
