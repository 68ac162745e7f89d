namespace Flink.Runtime.Network.Wire;

/// <summary>A batch as it came, which its task has not looked at yet.</summary>
/// <param name="header">Its header.</param>
/// <param name="payload">Its payload.</param>
internal sealed class InboundFrame(in FrameHeader header, byte[] payload)
{
    private readonly FrameHeader _header = header;

    /// <summary>Its header.</summary>
    public ref readonly FrameHeader Header => ref _header;

    /// <summary>Its payload.</summary>
    public byte[] Payload => payload;
}
