namespace Flink.Runtime.Rpc.Simulation;

/// <summary>How the simulated world behaves where chance decides.</summary>
public sealed record SimulationSettings
{
    /// <summary>The least time that a frame is under way.</summary>
    public TimeSpan MinDelay { get; init; } = TimeSpan.FromMicroseconds(50);

    /// <summary>The most time that a frame is under way.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>The most time that a quantum of a tasklet takes.</summary>
    public TimeSpan MaxQuantum { get; init; } = TimeSpan.FromMicroseconds(100);

    /// <summary>The most time that work away from endpoints, such as writing a file, takes.</summary>
    public TimeSpan MaxIo { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>How long a connection is tried to be made, and how long one may be cut off before its ends notice.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Turns each frame into bytes and back, as between real processes; null hands frames over as objects, for speed.</summary>
    public Links.FrameCodec? Codec { get; init; }

    /// <summary>What the clocks of all processes say at the beginning.</summary>
    public DateTimeOffset Start { get; init; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>How many of the last events are kept to be printed.</summary>
    public int TraceLength { get; init; } = 500;
}
