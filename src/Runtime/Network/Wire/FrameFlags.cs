namespace Flink.Runtime.Network.Wire;

/// <summary>How the payload of a batch is written.</summary>
[Flags]
internal enum FrameFlags : byte
{
    None = 0,

    /// <summary>LZ4 (block format); <see cref="FrameHeader.RawLength"/> says how long it was before.</summary>
    Compressed = 1,

    /// <summary>All records have one timestamp, which is written once.</summary>
    OneTimestamp = 2,
}
