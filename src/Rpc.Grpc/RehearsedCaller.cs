using System.Buffers;
using System.Text;
using Flink.Runtime.Rpc;
using Flink.Runtime.Rpc.Links;

namespace Flink.Rpc.Grpc;

/// <summary>What a process that does not exist says to a server of HTTP/2: who it is, and that it looks for an endpoint, which is not there.</summary>
internal static class RehearsedCaller
{
    private const int MostBytes = 1 << 14;

    /// <summary>All that it says, at once.</summary>
    /// <param name="isEncrypted">Whether it goes through TLS.</param>
    public static ReadOnlyMemory<byte> Greeting(bool isEncrypted)
    {
        var question = new ArrayBufferWriter<byte>();
        new FrameCodec(new MessageRegistry()).Write(new OpenFrame(1, "rehearsed", "rehearsed", FencingToken.None), question);
        return new RehearsedFrames().Preface().Settings().Headers(Names(isEncrypted)).Message(question.WrittenSpan).Written;
    }

    /// <summary>Reads until the server has answered with a message.</summary>
    /// <exception cref="EndOfStreamException">It has closed the connection instead.</exception>
    /// <exception cref="InvalidDataException">It has said something that is no answer.</exception>
    public static async Task ReadAnswerAsync(Stream stream, CancellationToken cancellation)
    {
        var bytes = new byte[MostBytes];
        byte kind;
        do
        {
            await stream.ReadExactlyAsync(bytes.AsMemory(0, RehearsedFrames.HeadBytes), cancellation).ConfigureAwait(false);
            kind = bytes[3];
            var length = (bytes[0] << 16) | (bytes[1] << 8) | bytes[2];
            if (length > MostBytes)
            {
                throw new InvalidDataException($"The server has sent a frame of {length} bytes, which is no answer.");
            }

            await stream.ReadExactlyAsync(bytes.AsMemory(0, length), cancellation).ConfigureAwait(false);
        }
        while (kind != RehearsedFrames.Data);
    }

    private static ReadOnlySpan<byte> Names(bool isEncrypted)
    {
        var names = new ArrayBufferWriter<byte>();
        WriteName(names, ":method", "POST");
        WriteName(names, ":scheme", isEncrypted ? "https" : "http");
        WriteName(names, ":path", "/flink.rpc/Link");
        WriteName(names, ":authority", "rehearsed");
        WriteName(names, "content-type", "application/grpc");
        WriteName(names, "te", "trailers");
        foreach (var entry in Handshake.Own("rehearsed:1", "rehearsed").ToHeaders())
        {
            WriteName(names, entry.Key, entry.Value);
        }

        return names.WrittenSpan;
    }

    // Neither compressed nor remembered, with names and values shorter than 127 bytes.
    private static void WriteName(ArrayBufferWriter<byte> names, string name, string value)
    {
        names.Write((ReadOnlySpan<byte>)[0, (byte)name.Length]);
        names.Write(Encoding.ASCII.GetBytes(name));
        names.Write((ReadOnlySpan<byte>)[(byte)value.Length]);
        names.Write(Encoding.ASCII.GetBytes(value));
    }
}
