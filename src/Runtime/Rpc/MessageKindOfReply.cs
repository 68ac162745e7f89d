using System.Buffers;
using Flink.Core.Serialization;

namespace Flink.Runtime.Rpc;

/// <summary>A kind with its types. Serializers are generated at the first message, so that a process pays for what it uses.</summary>
internal sealed class MessageKind<TMessage, TReply>(string name) : MessageKind(name, typeof(TMessage))
    where TMessage : Message
{
    public override void Write(Message message, IBufferWriter<byte> target) =>
        Serializers.For<TMessage>().Serialize((TMessage)message, target);

    // A class may be null on the wire, a message never is.
    public override Message Read(ReadOnlySpan<byte> bytes) =>
        Serializers.For<TMessage>().Deserialize(bytes)
        ?? throw new CorruptDataException(0, bytes.Length, $"there is no message where a '{Name}' was announced");

    public override void WriteReply(object? reply, IBufferWriter<byte> target) =>
        Serializers.For<TReply>().Serialize((TReply)reply!, target);

    public override object? ReadReply(ReadOnlySpan<byte> bytes) => Serializers.For<TReply>().Deserialize(bytes);
}
