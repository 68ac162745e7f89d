namespace Flink.Core.Programs;

/// <summary>What a zip may become when it is unpacked. The sizes that the zip itself states are not believed: what comes out is counted.</summary>
public sealed record ProgramArchiveLimits
{
    /// <summary>The most files.</summary>
    /// <value>20,000.</value>
    public int MaxFiles { get; init; } = 20_000;

    /// <summary>The most bytes of all files together.</summary>
    /// <value>4 GB.</value>
    public long MaxBytes { get; init; } = 4L << 30;

    /// <summary>How many times larger than the zip the files may be, beyond their first <see cref="FreeBytes"/>.</summary>
    /// <value>100; compiled code comes to 3, the most that deflate can do is about 1,000.</value>
    public int MaxRatio { get; init; } = 100;

    /// <summary>Bytes up to which <see cref="MaxRatio"/> does not count.</summary>
    /// <value>64 MB.</value>
    public long FreeBytes { get; init; } = 64L << 20;
}
