using System.Net.Security;
using Flink.Runtime.Network.Wire;

namespace Flink.Runtime.Network.Tcp;

/// <summary>An encrypted connection: frames are copied together, since each write becomes a record of its own.</summary>
internal sealed class TlsTransport(SslStream stream, SocketTransport socket) : Transport
{
    private readonly byte[] _together = new byte[SendBytes];

    /// <inheritdoc/>
    public override int Read(Span<byte> target) => stream.Read(target);

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> bytes) => stream.Write(bytes);

    /// <inheritdoc/>
    public override void Write(Queue<Frame> frames, BufferPool pool)
    {
        var length = 0;
        while (frames.TryDequeue(out var frame))
        {
            if (length + frame.Length > _together.Length)
            {
                stream.Write(_together, 0, length);
                length = 0;
            }

            if (frame.Length > _together.Length)
            {
                stream.Write(frame.Span);
            }
            else
            {
                frame.Span.CopyTo(_together.AsSpan(length));
                length += frame.Length;
            }

            pool.Return(frame.Buffer, frame.Start + frame.Length);
        }

        stream.Write(_together, 0, length);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        // Not the stream's own Dispose: it must not run while another thread is in a call of it.
        socket.Dispose();
    }
}
