using System.Buffers;
using System.Buffers.Binary;

namespace Flink.Rpc.Grpc;

/// <summary>What a process that does not exist says in HTTP/2, on the first stream of a connection, one frame after the other.</summary>
/// <remarks>Written by hand: a client or a server to write it would take longer than what is rehearsed.</remarks>
internal sealed class RehearsedFrames
{
    /// <summary>Bytes before what a frame holds: length, kind, flags, stream.</summary>
    public const int HeadBytes = 9;

    /// <summary>The kind of frames that hold parts of messages.</summary>
    public const byte Data = 0;

    private const byte HeadersKind = 1;
    private const byte SettingsKind = 4;
    private const byte Acknowledges = 1;
    private const byte EndsStream = 1;
    private const byte EndsHeaders = 4;

    // Of a message in a stream of gRPC: whether it is compressed, and its length.
    private const int PrefixBytes = 5;

    private readonly ArrayBufferWriter<byte> _all = new();

    /// <summary>All so far.</summary>
    public ReadOnlyMemory<byte> Written => _all.WrittenMemory;

    /// <summary>How a client begins.</summary>
    public RehearsedFrames Preface()
    {
        _all.Write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8);
        return this;
    }

    /// <summary>Nothing is to be other than usual.</summary>
    public RehearsedFrames Settings() => Frame(SettingsKind, 0, stream: 0, []);

    /// <summary>The other side's settings are heard.</summary>
    public RehearsedFrames SettingsAreHeard() => Frame(SettingsKind, Acknowledges, stream: 0, []);

    /// <summary>Names and values.</summary>
    /// <param name="block">As they are sent (RFC 7541).</param>
    /// <param name="areLast">Whether nothing follows on the stream.</param>
    public RehearsedFrames Headers(ReadOnlySpan<byte> block, bool areLast = false) => Frame(HeadersKind, (byte)(EndsHeaders | (areLast ? EndsStream : 0)), stream: 1, block);

    /// <summary>A message that is not compressed.</summary>
    public RehearsedFrames Message(ReadOnlySpan<byte> content)
    {
        Span<byte> message = new byte[PrefixBytes + content.Length];
        BinaryPrimitives.WriteInt32BigEndian(message[1..], content.Length);
        content.CopyTo(message[PrefixBytes..]);
        return Frame(Data, 0, stream: 1, message);
    }

    private RehearsedFrames Frame(byte kind, byte flags, byte stream, ReadOnlySpan<byte> content)
    {
        _all.Write((ReadOnlySpan<byte>)[0, (byte)(content.Length >> 8), (byte)content.Length, kind, flags, 0, 0, 0, stream]);
        _all.Write(content);
        return this;
    }
}
