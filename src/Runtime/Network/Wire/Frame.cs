namespace Flink.Runtime.Network.Wire;

/// <summary>A frame that is ready to be sent: header and payload, one after the other.</summary>
/// <param name="Buffer">Of the pool; goes back to it when it has been sent.</param>
/// <param name="Length">Bytes from the start of the buffer.</param>
internal readonly record struct Frame(byte[] Buffer, int Length)
{
    /// <summary>The bytes.</summary>
    public ReadOnlySpan<byte> Span => Buffer.AsSpan(0, Length);
}
