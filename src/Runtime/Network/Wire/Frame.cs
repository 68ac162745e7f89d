namespace Flink.Runtime.Network.Wire;

/// <summary>A frame that is ready to be sent, header and payload, one after the other; or what is left of one to send.</summary>
/// <param name="Buffer">Of the pool; goes back to it when it has been sent.</param>
/// <param name="Start">Where the bytes begin: what is before has been sent.</param>
/// <param name="Length">How many bytes there are to send.</param>
internal readonly record struct Frame(byte[] Buffer, int Start, int Length)
{
    /// <summary>A frame of which nothing has been sent.</summary>
    public Frame(byte[] buffer, int length)
        : this(buffer, 0, length)
    {
    }

    /// <summary>The bytes.</summary>
    public ReadOnlySpan<byte> Span => Buffer.AsSpan(Start, Length);

    /// <summary>What is left when so many bytes have been sent.</summary>
    public Frame Skip(int sent) => new(Buffer, Start + sent, Length - sent);
}
