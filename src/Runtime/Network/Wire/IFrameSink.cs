namespace Flink.Runtime.Network.Wire;

/// <summary>Gets the frames of a connection, in their order, on the thread that reads it.</summary>
internal interface IFrameSink
{
    /// <summary>An array for a payload that is about to be read.</summary>
    byte[] BufferFor(in FrameHeader header);

    /// <summary>A frame with its payload, whose checksum is right; the array is the sink's from now on.</summary>
    void Receive(in FrameHeader header, byte[] payload);
}
