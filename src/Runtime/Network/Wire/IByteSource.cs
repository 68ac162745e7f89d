namespace Flink.Runtime.Network.Wire;

/// <summary>Where the bytes of a connection come from.</summary>
internal interface IByteSource
{
    /// <summary>Waits for bytes and reads what is there.</summary>
    /// <returns>How many were read, at least 1; 0 when the other side has ended.</returns>
    int Read(Span<byte> target);

    /// <summary>As the other overload; what <paramref name="target"/> has no room for may go on in <paramref name="rest"/>.</summary>
    /// <returns>How many were read in all.</returns>
    int Read(Span<byte> target, Span<byte> rest);
}
