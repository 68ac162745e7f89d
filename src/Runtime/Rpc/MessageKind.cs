using System.Buffers;
using Flink.Core.Serialization;

namespace Flink.Runtime.Rpc;

/// <summary>How one kind of message, and the reply to it, become bytes and back.</summary>
public abstract class MessageKind
{
    private protected MessageKind(string name, Type type)
    {
        Name = name;
        Type = type;
    }

    /// <summary>The stable name.</summary>
    public string Name { get; }

    /// <summary>The record.</summary>
    public Type Type { get; }

    /// <summary>Appends a message of this kind.</summary>
    public abstract void Write(Message message, IBufferWriter<byte> target);

    /// <summary>Reads a message of this kind.</summary>
    /// <exception cref="CorruptDataException">The bytes are none.</exception>
    public abstract Message Read(ReadOnlySpan<byte> bytes);

    /// <summary>Appends a reply to this kind of request.</summary>
    public abstract void WriteReply(object? reply, IBufferWriter<byte> target);

    /// <summary>Reads a reply to this kind of request.</summary>
    /// <exception cref="CorruptDataException">The bytes are none.</exception>
    public abstract object? ReadReply(ReadOnlySpan<byte> bytes);
}
