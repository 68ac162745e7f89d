namespace Flink.Streaming.Windowing;

/// <summary>The one window of all records of a key, which never ends.</summary>
public readonly record struct GlobalWindow : IWindow
{
    /// <inheritdoc/>
    public long MaxTimestamp => long.MaxValue;

    // A window is a key of state, and what has no fields has no bytes.
    internal byte Only { get; }

    /// <inheritdoc/>
    public override string ToString() => nameof(GlobalWindow);
}
