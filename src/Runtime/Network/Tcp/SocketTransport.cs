using System.Net.Sockets;
using System.Runtime.InteropServices;
using Flink.Runtime.Network.Wire;

namespace Flink.Runtime.Network.Tcp;

/// <summary>A socket without encryption: frames are gathered by the system, not copied together.</summary>
/// <remarks>Blocking calls on threads of their own: asynchronous ones cost a third of the throughput here (docs/decisions/0013).</remarks>
internal sealed partial class SocketTransport(Socket socket) : Transport, IByteSink
{
    private const int MostFrames = 64;
    private const int DoNotWait = 0x40;
    private const int NoSignal = 0x4000;
    private const int Interrupted = 4;
    private const int TryAgain = 11;
    private const int ConnectionReset = 104;
    private const int TimedOut = 110;

    private readonly List<ArraySegment<byte>> _segments = new(MostFrames);

    /// <inheritdoc/>
    public override IByteSink? Sink => OperatingSystem.IsLinux() ? this : null;

    /// <inheritdoc/>
    public override int Read(Span<byte> target) => socket.Receive(target);

    /// <inheritdoc/>
    /// <remarks>The framework's call for several parts allocates.</remarks>
    public override unsafe int Read(Span<byte> target, Span<byte> rest)
    {
        if (!OperatingSystem.IsLinux())
        {
            return Read(target);
        }

        fixed (byte* first = target, second = rest)
        {
            var parts = stackalloc[] { new Part(first, target.Length), new Part(second, rest.Length) };
            var read = ReadInto(socket.SafeHandle, parts, 2);
            return read >= 0 ? (int)read : AfterFailure(target, Marshal.GetLastPInvokeError());
        }
    }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[socket.Send(bytes)..];
        }
    }

    /// <inheritdoc/>
    public override void Write(Queue<Frame> frames, BufferPool pool)
    {
        while (frames.Count > 0)
        {
            var bytes = 0;
            while (_segments.Count < MostFrames && bytes < SendBytes && frames.TryDequeue(out var frame))
            {
                _segments.Add(new ArraySegment<byte>(frame.Buffer, frame.Start, frame.Length));
                bytes += frame.Length;
            }

            Send(bytes);
            foreach (var segment in _segments)
            {
                pool.Return(segment.Array!, segment.Offset + segment.Count);
            }

            _segments.Clear();
        }
    }

    /// <inheritdoc/>
    /// <remarks>The framework's sockets wait or do not, in both directions; this one waits, but for this call.</remarks>
    public int TryWrite(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return (int)Math.Max(0, Send(socket.SafeHandle, in MemoryMarshal.GetReference(bytes), bytes.Length, DoNotWait | NoSignal));
        }
        catch (ObjectDisposedException)
        {
            // Closed by another thread, which knows why.
            return 0;
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        try
        {
            // Reaches a thread that waits in a call, which closing alone need not.
            socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It was closed, here or by the other side: what is wanted.
        }

        socket.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "send")]
    private static partial nint Send(SafeSocketHandle socket, in byte bytes, nint length, int flags);

    [LibraryImport("libc", EntryPoint = "readv", SetLastError = true)]
    private static unsafe partial nint ReadInto(SafeSocketHandle socket, Part* parts, int count);

    // A connection tells of its failure only once.
    private int AfterFailure(Span<byte> target, int error) => error switch
    {
        Interrupted or TryAgain => Read(target),
        ConnectionReset => throw new SocketException((int)SocketError.ConnectionReset),
        TimedOut => throw new SocketException((int)SocketError.TimedOut),
        _ => throw new IOException(Marshal.GetPInvokeErrorMessage(error)),
    };

    private void Send(int bytes)
    {
        if (_segments.Count == 1)
        {
            Write(_segments[0]);
            return;
        }

        var sent = socket.Send(_segments);
        if (sent != bytes)
        {
            throw new IOException($"The system took {sent} of {bytes} bytes.");
        }
    }

    // As the C library declares it: struct iovec.
    private readonly unsafe struct Part(byte* start, nint length)
    {
        public readonly byte* Start = start;
        public readonly nint Length = length;
    }
}
