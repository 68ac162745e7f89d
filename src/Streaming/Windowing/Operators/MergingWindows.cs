using System.Runtime.CompilerServices;
using Flink.Core.State;
using Flink.Core.Types.Keys;
using Flink.Streaming.State;
using Flink.Streaming.Windowing.Assigners;

namespace Flink.Streaming.Windowing.Operators;

/// <summary>Which windows each key has where windows are merged, and under which window the contents of each are kept.</summary>
/// <remarks>Contents stay where they are when their window grows. Source: Flink's MergingWindowSet. On the task's thread.</remarks>
internal sealed class MergingWindows<TKey, TWindow, TKeyComparer, TWindowComparer>(
    IMergingWindowAssigner<TWindow> assigner, IWindowMergeTarget<TWindow> target, TableSpace space) : IWindowMerger<TWindow>
    where TWindow : struct, IWindow
    where TKeyComparer : struct, IKeyComparer<TKey>
    where TWindowComparer : struct, IKeyComparer<TWindow>
{
    private const string StateName = "merging-window-set";

    private readonly KeyedTable<TKey, List<KeptWindow<TWindow>>, TKeyComparer> _keys = space.NewTable<TKey, List<KeptWindow<TWindow>>, TKeyComparer>();
    private readonly Stack<List<KeptWindow<TWindow>>> _spare = [];
    private readonly List<TWindow> _merged = [];
    private readonly List<TWindow> _mergedStateWindows = [];
    private TWindow[] _all = new TWindow[8];
    private List<KeptWindow<TWindow>> _windows = [];
    private TWindow _added;
    private TWindow _result;
    private bool _isMerged;

    /// <summary>Adds a window of a key and merges what is to be merged.</summary>
    /// <param name="key">The key.</param>
    /// <param name="keyHash">Its hash.</param>
    /// <param name="window">The window of a record.</param>
    /// <param name="stateWindow">The window under which the contents are kept.</param>
    /// <returns>The window that the record belongs to now.</returns>
    public TWindow Add(in TKey key, ulong keyHash, in TWindow window, out TWindow stateWindow)
    {
        ref var place = ref _keys.GetOrAdd(in key, keyHash, out var isNew);
        if (isNew)
        {
            place = _spare.TryPop(out var spare) ? spare : [];
        }

        _windows = place;
        var known = IndexOf(in window);
        if (known < 0)
        {
            Merge(in window);
            known = IndexOf(in _result);
        }

        stateWindow = _windows[known].StateWindow;
        return _windows[known].Window;
    }

    /// <summary>The window under which the contents of a window are kept.</summary>
    /// <returns>False when the key has no such window.</returns>
    public bool TryGetStateWindow(in TKey key, ulong keyHash, in TWindow window, out TWindow stateWindow)
    {
        ref readonly var place = ref _keys.Find(in key, keyHash);
        if (!Unsafe.IsNullRef(in place))
        {
            _windows = place;
            var index = IndexOf(in window);
            if (index >= 0)
            {
                stateWindow = _windows[index].StateWindow;
                return true;
            }
        }

        stateWindow = default;
        return false;
    }

    /// <summary>Forgets a window.</summary>
    public void Retire(in TKey key, ulong keyHash, in TWindow window)
    {
        _windows = _keys.GetOrAdd(in key, keyHash, out _);
        _windows.RemoveAt(IndexOf(in window));
        if (_windows.Count == 0)
        {
            _keys.Remove(in key, keyHash);
            _spare.Push(_windows);
        }
    }

    public void Snapshot(StateWriter state) => _keys.Snapshot(state, StateName);

    public void Restore(StateReader state) => _keys.Restore(state, StateName);

    void IWindowMerger<TWindow>.Merge(ReadOnlySpan<TWindow> merged, TWindow result)
    {
        _merged.Clear();
        _mergedStateWindows.Clear();
        TWindow? stateWindow = null;
        var hasAdded = false;
        foreach (ref readonly var window in merged)
        {
            if (default(TWindowComparer).Equals(in window, in _added))
            {
                hasAdded = true;
                continue;
            }

            var kept = Take(in window);
            _merged.Add(window);
            if (stateWindow is null)
            {
                stateWindow = kept;
            }
            else
            {
                _mergedStateWindows.Add(kept);
            }
        }

        if (stateWindow is not { } stateOfResult)
        {
            throw new InvalidOperationException($"{assigner} merged a window with nothing but itself.");
        }

        _windows.Add(new KeptWindow<TWindow>(result, stateOfResult));
        if (hasAdded)
        {
            (_result, _isMerged) = (result, true);
        }

        // A window that takes in another one without growing stays as it is.
        if (_merged.Count > 1 || !default(TWindowComparer).Equals(_merged[0], in result))
        {
            target.OnMerge(in result, _merged, in stateOfResult, _mergedStateWindows);
        }
    }

    private void Merge(in TWindow window)
    {
        (_added, _result, _isMerged) = (window, window, false);
        var count = _windows.Count + 1;
        if (_all.Length < count)
        {
            Array.Resize(ref _all, Math.Max(count, 2 * _all.Length));
        }

        for (var i = 0; i < _windows.Count; i++)
        {
            _all[i] = _windows[i].Window;
        }

        _all[count - 1] = window;
        assigner.MergeWindows(_all.AsSpan(0, count), this);
        if (!_isMerged)
        {
            _windows.Add(new KeptWindow<TWindow>(window, window));
        }
    }

    private TWindow Take(in TWindow window)
    {
        var index = IndexOf(in window);
        if (index < 0)
        {
            throw new InvalidOperationException($"{assigner} merged {window}, which the key does not have, or merged it twice.");
        }

        var kept = _windows[index].StateWindow;
        _windows.RemoveAt(index);
        return kept;
    }

    private int IndexOf(in TWindow window)
    {
        for (var i = 0; i < _windows.Count; i++)
        {
            if (default(TWindowComparer).Equals(_windows[i].Window, in window))
            {
                return i;
            }
        }

        return -1;
    }
}
