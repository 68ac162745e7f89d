namespace Flink.Streaming.Windowing;

/// <summary>A finite piece of a stream. It is a key of state: a struct with equality by value whose fields can be serialized.</summary>
/// <remarks>Source: Flink's Window. The same elements of a key that are assigned equal windows are gathered together.</remarks>
public interface IWindow
{
    /// <summary>
    /// The last timestamp that belongs to the window, in milliseconds: the timestamp of its results. In event time the window is
    /// removed once the watermark has reached this and the allowed lateness; <see cref="long.MaxValue"/> for never.
    /// </summary>
    long MaxTimestamp { get; }
}
