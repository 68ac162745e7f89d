namespace Flink.Core.Records;

/// <summary>Says whether a channel takes part in event time: an idle one holds back no watermark until it is active again.</summary>
public sealed class StreamStatus : StreamElement
{
    /// <summary>Records and watermarks may come.</summary>
    public static readonly StreamStatus Active = new("Active");

    /// <summary>Nothing comes until the channel says <see cref="Active"/>; its watermark does not count meanwhile.</summary>
    public static readonly StreamStatus Idle = new("Idle");

    private readonly string _name;

    private StreamStatus(string name) => _name = name;

    /// <inheritdoc/>
    public override string ToString() => _name;
}
