using System.Buffers.Binary;
using Flink.Core;
using Google.Protobuf;

namespace Flink.Yarn.Rpc;

/// <summary>Frames of Hadoop's RPC: a length of four bytes, and messages each with a length of its own.</summary>
internal static class RpcFrames
{
    /// <summary>The largest frame that is taken; Hadoop's own limit is twice as large, and answers to us are far smaller.</summary>
    public const int Largest = 64 << 20;

    private const int FirstRead = 64 << 10;
    private const int LengthBytes = sizeof(int);

    /// <summary>A frame of messages.</summary>
    public static byte[] Write(params ReadOnlySpan<IMessage> messages)
    {
        using var stream = new MemoryStream();
        stream.Write(stackalloc byte[LengthBytes]);
        foreach (var message in messages)
        {
            message.WriteDelimitedTo(stream);
        }

        var frame = stream.ToArray();
        BinaryPrimitives.WriteInt32BigEndian(frame, frame.Length - LengthBytes);
        return frame;
    }

    /// <summary>Reads a frame without its length. Memory grows with what comes, not with what is announced.</summary>
    /// <exception cref="FlinkException">What comes is no frame.</exception>
    /// <exception cref="IOException">It is cut off.</exception>
    public static async Task<byte[]> ReadAsync(Stream stream, CancellationToken cancellation)
    {
        var head = new byte[LengthBytes];
        await stream.ReadExactlyAsync(head, cancellation).ConfigureAwait(false);
        var length = BinaryPrimitives.ReadInt32BigEndian(head);
        if (length is <= 0 or > Largest)
        {
            throw new FlinkException($"What answers does not speak Hadoop's RPC: it announces {length} bytes");
        }

        var frame = new byte[Math.Min(length, FirstRead)];
        var filled = 0;
        while (true)
        {
            await stream.ReadExactlyAsync(frame.AsMemory(filled), cancellation).ConfigureAwait(false);
            filled = frame.Length;
            if (filled == length)
            {
                return frame;
            }

            Array.Resize(ref frame, (int)Math.Min(length, 2L * filled));
        }
    }

    /// <summary>Reads the next message of a frame.</summary>
    /// <exception cref="FlinkException">There is none.</exception>
    public static T Parse<T>(Stream frame, MessageParser<T> parser)
        where T : IMessage<T>
    {
        try
        {
            return parser.ParseDelimitedFrom(frame);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new FlinkException($"What answers does not speak Hadoop's RPC: a {typeof(T).Name} is damaged ({e.Message})", e);
        }
    }
}
