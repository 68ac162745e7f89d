using Flink.Runtime.Network.Wire;

namespace Flink.Runtime.Tests.Network.Wire;

/// <summary>Remembers the frames that it gets.</summary>
internal sealed class FrameLog : IFrameSink
{
    public List<(FrameKind Kind, uint Channel, int Count, byte[] Payload)> Frames { get; } = [];

    public byte[] BufferFor(in FrameHeader header) => new byte[header.Length + 3];

    public void Receive(in FrameHeader header, byte[] payload) =>
        Frames.Add((header.Kind, header.Channel, header.Count, payload[..header.Length]));
}
