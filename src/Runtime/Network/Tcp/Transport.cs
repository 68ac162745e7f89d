using Flink.Runtime.Network.Wire;

namespace Flink.Runtime.Network.Tcp;

/// <summary>The bytes of one connection. One thread reads, another one writes, and any may close.</summary>
internal abstract class Transport : IByteSource, IDisposable
{
    /// <summary>Bytes that are sent at once where so many wait.</summary>
    protected const int SendBytes = 128 << 10;

    /// <summary>What takes bytes without a wait; null where there is no such way. Not while another thread is in one of the other calls that send.</summary>
    public virtual IByteSink? Sink => null;

    /// <inheritdoc/>
    public abstract int Read(Span<byte> target);

    /// <inheritdoc/>
    public virtual int Read(Span<byte> target, Span<byte> rest) => Read(target);

    /// <summary>Sends bytes; waits until the system has taken them.</summary>
    public abstract void Write(ReadOnlySpan<byte> bytes);

    /// <summary>Sends frames in their order and gives their arrays back; waits until the system has taken them.</summary>
    public abstract void Write(Queue<Frame> frames, BufferPool pool);

    /// <summary>Ends what the other threads wait for; from any thread, any number of times.</summary>
    public abstract void Dispose();
}
