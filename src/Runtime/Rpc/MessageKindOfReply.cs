using System.Buffers;
using System.Reflection;
using System.Runtime.CompilerServices;
using Flink.Core.Serialization;

namespace Flink.Runtime.Rpc;

/// <summary>A kind with its types. Serializers are generated at the first message, so that a process pays for what it uses.</summary>
internal sealed class MessageKind<TMessage, TReply>(string name) : MessageKind(name, typeof(TMessage))
    where TMessage : Message
{
    // Types without fields have no serializer: their values are all the same and take no bytes.
    private static readonly bool _messageIsEmpty = IsEmpty(typeof(TMessage));
    private static readonly bool _replyIsEmpty = IsEmpty(typeof(TReply));

    public override void Write(Message message, IBufferWriter<byte> target)
    {
        if (!_messageIsEmpty)
        {
            Serializers.For<TMessage>().Serialize((TMessage)message, target);
        }
    }

    // A class may be null on the wire, a message never is.
    public override Message Read(ReadOnlySpan<byte> bytes) => _messageIsEmpty
        ? (TMessage)Empty(typeof(TMessage), bytes)
        : Serializers.For<TMessage>().Deserialize(bytes)
            ?? throw new CorruptDataException(0, bytes.Length, $"there is no message where a '{Name}' was announced");

    public override void WriteReply(object? reply, IBufferWriter<byte> target)
    {
        if (!_replyIsEmpty)
        {
            Serializers.For<TReply>().Serialize((TReply)reply!, target);
        }
    }

    public override object? ReadReply(ReadOnlySpan<byte> bytes) =>
        _replyIsEmpty ? Empty(typeof(TReply), bytes) : Serializers.For<TReply>().Deserialize(bytes);

    private object Empty(Type type, ReadOnlySpan<byte> bytes) => bytes.IsEmpty
        ? RuntimeHelpers.GetUninitializedObject(type)
        : throw new CorruptDataException(0, bytes.Length, $"a '{Name}' has no bytes");

    private static bool IsEmpty(Type type)
    {
        const BindingFlags own = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        for (var at = type; at is not null && at != typeof(object); at = at.BaseType)
        {
            if (at.IsPrimitive || at.IsInterface || at.IsArray || at == typeof(string) || at.GetFields(own).Length > 0)
            {
                return false;
            }
        }

        return true;
    }
}
