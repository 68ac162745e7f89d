using System.Runtime.CompilerServices;
using Flink.Core.Functions;
using Flink.Core.Operators;
using Flink.Core.Records;
using Flink.Core.State;
using Flink.Core.Types.Keys;
using Flink.Streaming.State;
using Flink.Streaming.Timers;
using Flink.Streaming.Windowing.Assigners;
using Flink.Streaming.Windowing.Triggers;

namespace Flink.Streaming.Windowing.Operators;

/// <summary>Runs windows of every kind: any assigner, trigger, evictor and function.</summary>
/// <remarks>
/// State is kept by key and window, and each window has its timers: those of its trigger, and one that removes it. Behaviour is that
/// of Flink's WindowOperator and EvictingWindowOperator.
/// </remarks>
internal sealed class WindowOperator<T, TKey, TWindow, TState, TOut, TSelector, TKeyComparer, TWindowComparer, TContents>(
    TSelector selector, TContents contents, WindowAssigner<T, TWindow> assigner, Trigger<T, TWindow> trigger, WindowLateness<T> lateness)
    : OneInputOperator<T, TOut>, ITimerTarget<TKey, TWindow>, IWindowMergeTarget<TWindow>
    where TWindow : struct, IWindow
    where TSelector : struct, IKeySelector<T, TKey>
    where TKeyComparer : struct, IKeyComparer<TKey>
    where TWindowComparer : struct, IKeyComparer<TWindow>
    where TContents : struct, IWindowContents<T, TKey, TWindow, TState, TOut>
{
    private readonly bool _isEventTime = assigner.IsEventTime;
    private readonly List<TWindow> _windows = [];
    private readonly StrongBox<TContents> _contents = new(contents);
    private GuardedContents<T, TKey, TWindow, TState, TOut, TContents>? _guarded;
    private TableSpace? _space;
    private WindowTable<TKey, TWindow, TState, TKeyComparer, TWindowComparer>? _table;
    private MergingWindows<TKey, TWindow, TKeyComparer, TWindowComparer>? _merging;
    private TimerService<TKey, TWindow, TKeyComparer, TWindowComparer>? _timers;
    private WindowScope<TKey, TWindow, TKeyComparer, TWindowComparer>? _scope;
    private WindowTriggerContext<TKey, TWindow, TKeyComparer, TWindowComparer>? _triggerContext;
    private GuardedTrigger<T, TKey, TWindow, TKeyComparer, TWindowComparer>? _trigger;
    private WindowAssignerContext? _assignerContext;
    private LateRecords<T>? _late;
    private Collector<TOut>? _collector;

    public override void Initialize(OperatorContext context)
    {
        base.Initialize(context);
        _space = new TableSpace(context);
        _table = new WindowTable<TKey, TWindow, TState, TKeyComparer, TWindowComparer>(_space);
        _merging = assigner.Merging is { } merging
            ? new MergingWindows<TKey, TWindow, TKeyComparer, TWindowComparer>(merging, this, _space)
            : null;
        _timers = new TimerService<TKey, TWindow, TKeyComparer, TWindowComparer>("window-timers", context, this);
        _scope = new WindowScope<TKey, TWindow, TKeyComparer, TWindowComparer>(context, _merging is not null);
        _triggerContext = new WindowTriggerContext<TKey, TWindow, TKeyComparer, TWindowComparer>(context, _scope, _timers);
        _trigger = new GuardedTrigger<T, TKey, TWindow, TKeyComparer, TWindowComparer>(assigner, trigger, context.OperatorName, _scope, _triggerContext);
        _assignerContext = new WindowAssignerContext(context);
    }

    public override void Restore(StateReader state)
    {
        WindowStateNames.RefuseOthers(state, WindowStateNames.General, Context.OperatorName);
        _table!.Restore(state, WindowStateNames.General);
        _merging?.Restore(state);
        _timers!.Restore(state);
        _scope!.Restore(state);
        _triggerContext!.Restore(state);
    }

    public override void Open()
    {
        _late = _isEventTime ? new LateRecords<T>(Context, lateness) : null;
        _collector = new Collector<TOut>(Output);
        _guarded = new GuardedContents<T, TKey, TWindow, TState, TOut, TContents>(_contents, Context.OperatorName, _scope!, _collector);
        _contents.Value.Open(_scope!.RuntimeContext);
    }

    public override void Process(Batch<T> batch)
    {
        var timestamps = batch.Timestamps;
        if (_isEventTime)
        {
            MissingTimestamp.Refuse(timestamps, Context.TaskName, typeof(T));
        }

        var records = batch.Records;
        for (var i = 0; i < records.Length; i++)
        {
            Process(in records[i], timestamps[i]);
        }

        Flush();
    }

    public override void Process(Watermark watermark)
    {
        _scope!.Advance(watermark.Time);
        _timers!.AdvanceWatermark(watermark.Time);
        Flush();
        base.Process(watermark);
    }

    public override void Snapshot(StateWriter state)
    {
        _table!.Snapshot(state, WindowStateNames.General);
        _merging?.Snapshot(state);
        _timers!.Snapshot(state);
        _scope!.Snapshot(state);
        _triggerContext!.Snapshot(state);
    }

    public override void Close()
    {
        _timers?.Dispose();
        try
        {
            _contents.Value.Close();
        }
        finally
        {
            _space?.Dispose();
            _scope?.Dispose();
            _triggerContext?.Dispose();
        }
    }

    void ITimerTarget<TKey, TWindow>.OnEventTime(in TKey key, in TWindow window, long time)
    {
        if (Enter(in key, in window, out var stateWindow))
        {
            var isLast = _isEventTime && time == CleanupTime(in window);
            Apply(_trigger!.OnEventTime(time, window), in window, in stateWindow, isLast);
        }
    }

    void ITimerTarget<TKey, TWindow>.OnProcessingTime(in TKey key, in TWindow window, long time)
    {
        if (Enter(in key, in window, out var stateWindow))
        {
            var isLast = !_isEventTime && time == CleanupTime(in window);
            Apply(_trigger!.OnProcessingTime(time, window), in window, in stateWindow, isLast);
        }

        Flush();
    }

    void IWindowMergeTarget<TWindow>.OnMerge(in TWindow result, List<TWindow> merged, in TWindow stateWindow, List<TWindow> mergedStateWindows)
    {
        RefuseEarlierEnd(in result);
        _trigger!.OnMerge(result, merged);
        foreach (var window in merged)
        {
            _trigger.Clear(window);
            DeleteCleanupTimer(in window);
        }

        foreach (var source in mergedStateWindows)
        {
            MergeContents(in result, in stateWindow, in source);
        }
    }

    private void Process(in T record, long timestamp)
    {
        var scope = _scope!;
        var own = selector.GetKey(in record);
        scope.SetKey(in own, default(TKeyComparer).Hash(in own), typeof(T));
        _windows.Clear();
        _trigger!.AssignWindows(in record, timestamp, _assignerContext!, _windows);
        var isAdded = false;
        for (var i = 0; i < _windows.Count; i++)
        {
            // Each window has a record of its own, since a function may change what it keeps.
            isAdded |= i == 0
                ? TryAdd(in record, timestamp, _windows[i])
                : TryAdd(Kept<T>.CopyOf(in record), timestamp, _windows[i]);
        }

        if (!isAdded && _isEventTime && lateness.CleanupTime(timestamp) <= scope.CurrentWatermark)
        {
            _late!.Add(in record, timestamp);
        }
    }

    private bool TryAdd(in T record, long timestamp, TWindow window)
    {
        ref readonly var key = ref _scope!.Key;
        var keyHash = _scope.KeyHash;
        var stateWindow = window;
        if (_merging is not null)
        {
            window = _trigger!.Merge(_merging, window, out stateWindow);
        }

        if (_isEventTime && CleanupTime(in window) <= _scope.CurrentWatermark)
        {
            _merging?.Retire(in key, keyHash, in window);
            return false;
        }

        ref var state = ref _table!.GetOrAdd(in key, keyHash, in stateWindow, out var isNew);
        if (isNew)
        {
            state = _contents.Value.Create();
        }

        _guarded!.Add(in record, timestamp, in key, ref state);
        Apply(_trigger!.OnElement(in record, timestamp, window), in window, in stateWindow, isLast: false);
        RegisterCleanupTimer(in window);
        return true;
    }

    private bool Enter(in TKey key, in TWindow window, out TWindow stateWindow)
    {
        var keyHash = default(TKeyComparer).Hash(in key);
        _scope!.SetKey(in key, keyHash, typeof(T));
        stateWindow = window;

        // A trigger may have left a timer behind for a window that has been merged into another one.
        return _merging is null || _merging.TryGetStateWindow(in key, keyHash, in window, out stateWindow);
    }

    private void Apply(TriggerResult result, in TWindow window, in TWindow stateWindow, bool isLast)
    {
        var isForgotten = isLast || result.IsPurge();
        if (result.IsFire())
        {
            isForgotten |= !Fire(in window, in stateWindow, stays: !isForgotten);
        }

        if (isForgotten)
        {
            _table!.Remove(in _scope!.Key, _scope.KeyHash, in stateWindow);
        }

        if (isLast)
        {
            Remove(in window);
        }
    }

    // False when nothing is left to keep.
    private bool Fire(in TWindow window, in TWindow stateWindow, bool stays)
    {
        var scope = _scope!;
        if (!_table!.TryGet(in scope.Key, scope.KeyHash, in stateWindow, out var state))
        {
            return true;
        }

        scope.SetWindow(in window);
        _collector!.Timestamp = window.MaxTimestamp;
        return _guarded!.Fire(in scope.Key, ref state, stays);
    }

    private void Remove(in TWindow window)
    {
        var scope = _scope!;
        _trigger!.Clear(window);
        scope.SetWindow(in window);
        _guarded!.Clear(in scope.Key);
        _merging?.Retire(in scope.Key, scope.KeyHash, in window);
    }

    private void MergeContents(in TWindow result, in TWindow target, in TWindow source)
    {
        ref readonly var key = ref _scope!.Key;
        var keyHash = _scope.KeyHash;
        if (!_table!.TryGet(in key, keyHash, in source, out var merged))
        {
            return;
        }

        _table!.Remove(in key, keyHash, in source);
        ref var state = ref _table!.GetOrAdd(in key, keyHash, in target, out var isNew);
        if (isNew)
        {
            state = merged;
        }
        else
        {
            _guarded!.Merge(ref state, in merged, in key, result);
        }
    }

    private void RefuseEarlierEnd(in TWindow result)
    {
        var now = _isEventTime ? _scope!.CurrentWatermark : _scope!.CurrentProcessingTime;
        if (CleanupTime(in result) <= now)
        {
            throw new NotSupportedException(
                $"Merging gave {result} in '{Context.OperatorName}', which ends before the current {(_isEventTime ? "watermark" : "processing time")}, {now}. "
                + "Merged windows must not end earlier than the windows that they are made of.");
        }
    }

    private long CleanupTime(in TWindow window) => _isEventTime ? lateness.CleanupTime(window.MaxTimestamp) : window.MaxTimestamp;

    private void RegisterCleanupTimer(in TWindow window)
    {
        var time = CleanupTime(in window);
        if (time == long.MaxValue)
        {
            // The end of time: the window is never removed.
            return;
        }

        if (_isEventTime)
        {
            _timers!.RegisterEventTimeTimer(in _scope!.Key, _scope.KeyHash, in window, time);
        }
        else
        {
            _timers!.RegisterProcessingTimeTimer(in _scope!.Key, _scope.KeyHash, in window, time);
        }
    }

    private void DeleteCleanupTimer(in TWindow window)
    {
        var time = CleanupTime(in window);
        if (time == long.MaxValue)
        {
            return;
        }

        if (_isEventTime)
        {
            _timers!.DeleteEventTimeTimer(in _scope!.Key, _scope.KeyHash, in window, time);
        }
        else
        {
            _timers!.DeleteProcessingTimeTimer(in _scope!.Key, _scope.KeyHash, in window, time);
        }
    }

    private void Flush()
    {
        _collector!.Flush();
        _late?.Flush();
        _scope!.Flush();
    }
}
