namespace Flink.Runtime.Network.Wire;

/// <summary>What a frame carries. The numbers are the wire format: one is never given to anything else.</summary>
internal enum FrameKind : byte
{
    /// <summary>The sending side of a channel introduces it: the payload is an <see cref="OpenMessage"/>.</summary>
    Open = 1,

    /// <summary>The receiving side allows that many more batches (<see cref="FrameHeader.Count"/>) and elements (<see cref="FrameHeader.RawLength"/>).</summary>
    Credit = 2,

    /// <summary>The receiving side does not want the channel; the payload says why, in UTF-8.</summary>
    Refuse = 3,

    /// <summary>The sending side gives a channel up before its end.</summary>
    Close = 4,

    /// <summary>Records with their timestamps.</summary>
    Batch = 5,

    /// <summary>A watermark: its time.</summary>
    Watermark = 6,

    /// <summary>A checkpoint barrier: its id and timestamp.</summary>
    Barrier = 7,

    /// <summary>A change of status: the count is 1 for idle.</summary>
    Status = 8,

    /// <summary>A latency marker: time, operator, subtask.</summary>
    LatencyMarker = 9,

    /// <summary>Nothing follows on this channel.</summary>
    EndOfInput = 10,
}
