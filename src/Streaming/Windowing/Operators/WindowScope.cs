using Flink.Core.Functions;
using Flink.Core.Graph;
using Flink.Core.Operators;
using Flink.Core.Records;
using Flink.Core.State;
using Flink.Core.Types.Keys;
using Flink.Streaming.Functions;
using Flink.Streaming.Partitioning;
using Flink.Streaming.State.Keyed;

namespace Flink.Streaming.Windowing.Operators;

/// <summary>What an operator keeps for the function of its windows: key and window at hand, time, states and side outputs.</summary>
internal sealed class WindowScope<TKey, TWindow, TKeyComparer, TWindowComparer> : WindowContext<TWindow>, IDisposable
    where TWindow : struct, IWindow
    where TKeyComparer : struct, IKeyComparer<TKey>
    where TWindowComparer : struct, IKeyComparer<TWindow>
{
    private readonly OperatorContext _context;
    private readonly bool _merges;
    private readonly SideOutputs _sideOutputs;
    private readonly KeyedStateBackend<TKey, TKeyComparer> _ofKeys;
    private readonly KeyedStateBackend<WindowKey<TKey, TWindow>, WindowKeyComparer<TKey, TWindow, TKeyComparer, TWindowComparer>> _ofWindows;
    private TWindow _window;
    private long _watermark = Watermark.Unset;

    /// <param name="context">The operator's context.</param>
    /// <param name="merges">Whether windows are merged.</param>
    public WindowScope(OperatorContext context, bool merges)
    {
        _context = context;
        _merges = merges;
        _sideOutputs = new SideOutputs(context);
        _ofKeys = new KeyedStateBackend<TKey, TKeyComparer>(context);
        _ofWindows = new KeyedStateBackend<WindowKey<TKey, TWindow>, WindowKeyComparer<TKey, TWindow, TKeyComparer, TWindowComparer>>(context, "window-state/");
        RuntimeContext = new KeyedRuntimeContext(context, _ofKeys);
    }

    /// <summary>What rich functions see.</summary>
    public RuntimeContext RuntimeContext { get; }

    /// <summary>The key at hand.</summary>
    public ref readonly TKey Key => ref _ofKeys.Current.Key;

    /// <summary>The hash of the key at hand.</summary>
    public ulong KeyHash => _ofKeys.Current.Hash;

    internal override bool IsPassing => _sideOutputs.IsPassing;

    public override TWindow Window => _window;

    public override long CurrentProcessingTime => _context.Clock.GetUtcNow().ToUnixTimeMilliseconds();

    public override long CurrentWatermark => _watermark;

    public override IKeyedStateStore WindowState => _merges
        ? throw new NotSupportedException($"'{_context.OperatorName}' merges windows, and the state of single windows cannot be merged. Use GlobalState.")
        : _ofWindows;

    public override IKeyedStateStore GlobalState => _ofKeys;

    public override void Output<T>(OutputTag<T> tag, in T record) => _sideOutputs.Collect(tag, in record, _window.MaxTimestamp);

    /// <summary>Makes a key the one at hand.</summary>
    public void SetKey(in TKey key, ulong hash, Type recordType)
    {
        if (NullKey.Is(in key))
        {
            throw NullKey.Of(_context.TaskName, recordType);
        }

        _ofKeys.Current.Set(in key, hash);
    }

    /// <summary>Makes a window of the key the one at hand.</summary>
    public void SetWindow(in TWindow window)
    {
        _window = window;
        if (!_merges)
        {
            _ofWindows.Current.Set(
                new WindowKey<TKey, TWindow>(Key, window), WindowKeyComparer<TKey, TWindow, TKeyComparer, TWindowComparer>.Hash(KeyHash, in window));
        }
    }

    /// <summary>Event time has advanced. It never goes back.</summary>
    public void Advance(long watermark) => _watermark = Math.Max(_watermark, watermark);

    /// <summary>Passes on what side outputs have gathered.</summary>
    public void Flush() => _sideOutputs.Flush();

    /// <summary>Gives up the memory of the states.</summary>
    public void Dispose()
    {
        _ofKeys.Dispose();
        _ofWindows.Dispose();
    }

    public void Snapshot(StateWriter state)
    {
        _ofKeys.Snapshot(state);
        _ofWindows.Snapshot(state);
    }

    public void Restore(StateReader state)
    {
        _ofKeys.Restore(state);
        _ofWindows.Restore(state);
    }
}
