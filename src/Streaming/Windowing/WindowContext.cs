using Flink.Core.Functions;
using Flink.Core.Graph;
using Flink.Core.State;

namespace Flink.Streaming.Windowing;

/// <summary>What a window's function may ask and do for the window at hand. Used on the task's thread, during the call only.</summary>
/// <typeparam name="TWindow">The window type.</typeparam>
/// <remarks>Source: the context of Flink's ProcessWindowFunction.</remarks>
public abstract class WindowContext<TWindow>
{
    private protected WindowContext()
    {
    }

    /// <summary>Whether side outputs are being passed on, see <see cref="Collector{T}.IsPassing"/>.</summary>
    internal abstract bool IsPassing { get; }

    /// <summary>The window.</summary>
    public abstract TWindow Window { get; }

    /// <summary>The clock of processing time, milliseconds since the epoch.</summary>
    public abstract long CurrentProcessingTime { get; }

    /// <summary>The last watermark, or <see cref="Core.Records.Watermark.Unset"/>.</summary>
    public abstract long CurrentWatermark { get; }

    /// <summary>States of this key and window. The function clears them when the window is removed, in <c>Clear</c>.</summary>
    /// <exception cref="NotSupportedException">Windows are merged, and such states cannot be.</exception>
    public abstract IKeyedStateStore WindowState { get; }

    /// <summary>States of the key, over all its windows.</summary>
    public abstract IKeyedStateStore GlobalState { get; }

    /// <summary>Emits to a side output, with the window's last timestamp.</summary>
    public abstract void Output<T>(OutputTag<T> tag, in T record);
}
