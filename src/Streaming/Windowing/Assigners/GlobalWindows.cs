using Flink.Streaming.Windowing.Triggers;

namespace Flink.Streaming.Windowing.Assigners;

/// <summary>All records of a key in one window, which is of use with a trigger only: by itself it never fires. It is never removed either.</summary>
/// <remarks>Source: Flink's GlobalWindows.</remarks>
public sealed class GlobalWindows : TimestampWindowAssigner<GlobalWindow>
{
    private readonly bool _firesAtEnd;

    private GlobalWindows(bool firesAtEnd) => _firesAtEnd = firesAtEnd;

    /// <inheritdoc/>
    public override bool IsEventTime => false;

    /// <inheritdoc/>
    public override Trigger DefaultTrigger => _firesAtEnd ? EndOfStreamTrigger.Create() : NeverTrigger.Create();

    /// <summary>Global windows that do not fire by themselves.</summary>
    public static GlobalWindows Create() => new(firesAtEnd: false);

    /// <summary>Global windows that fire once, at the end of the input.</summary>
    public static GlobalWindows CreateWithEndOfStreamTrigger() => new(firesAtEnd: true);

    /// <inheritdoc/>
    public override void AssignWindows(long timestamp, WindowAssignerContext context, List<GlobalWindow> windows)
    {
        ArgumentNullException.ThrowIfNull(windows);
        windows.Add(new GlobalWindow());
    }

    /// <inheritdoc/>
    public override string ToString() => nameof(GlobalWindows);
}
