namespace Flink.Core.Records;

/// <summary>Declares that no record at or before <see cref="Time"/> is expected any more on this channel.</summary>
/// <param name="time">Event time in milliseconds; <see cref="long.MaxValue"/> at the end of the input.</param>
/// <remarks>Never decreases along one channel. See Flink's documentation, "Timely stream processing".</remarks>
public sealed class Watermark(long time) : StreamElement
{
    /// <summary>The watermark that a finished source sends: event time is complete.</summary>
    public static readonly Watermark Max = new(long.MaxValue);

    /// <summary>The value before the first watermark.</summary>
    public const long Unset = long.MinValue;

    /// <summary>The watermark of a time; at the end of time the shared <see cref="Max"/>.</summary>
    /// <param name="time">Event time in milliseconds.</param>
    public static Watermark At(long time) => time == long.MaxValue ? Max : new Watermark(time);

    /// <summary>Event time in milliseconds.</summary>
    public long Time { get; } = time;

    /// <inheritdoc/>
    public override string ToString() => $"Watermark({Time})";
}
