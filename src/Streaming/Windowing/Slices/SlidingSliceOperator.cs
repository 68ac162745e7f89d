using Flink.Core.Functions;
using Flink.Core.Operators;
using Flink.Core.State;
using Flink.Core.Types.Keys;
using Flink.Streaming.State;
using Flink.Streaming.State.Tables;
using Flink.Streaming.Windowing.Operators;

namespace Flink.Streaming.Windowing.Slices;

/// <summary>Runs windows that overlap: slices that close go into the history of their keys, which aggregates windows of any length.</summary>
internal sealed class SlidingSliceOperator<T, TKey, TAccumulator, TOut, TSelector, TComparer, TContents>(
    TSelector selector, TContents contents, SliceLayout layout, bool isEventTime, bool hasFunction, WindowLateness<T> lateness)
    : SliceWindowOperator<T, TKey, TAccumulator, TOut, TSelector, TComparer, TContents>(selector, contents, layout, isEventTime, hasFunction, lateness)
    where TSelector : struct, IKeySelector<T, TKey>
    where TComparer : struct, IKeyComparer<TKey>
    where TContents : struct, IWindowContents<T, TKey, TimeWindow, TAccumulator, TOut>
{
    private readonly long _keptFor = isEventTime ? lateness.Allowed : 0;
    private SlidingHistory<T, TKey, TAccumulator, TOut, TComparer, TContents>? _history;

    protected override bool KeepsTime => true;

    public override void Initialize(OperatorContext context)
    {
        base.Initialize(context);
        _history = new SlidingHistory<T, TKey, TAccumulator, TOut, TComparer, TContents>(
            Layout, _keptFor, Contents, Pool, context.MaxParallelism, Groups);
    }

    public override void Restore(StateReader state)
    {
        base.Restore(state);
        _history!.Restore(state);
        PassWindows();
    }

    public override void Snapshot(StateWriter state)
    {
        base.Snapshot(state);
        _history!.Snapshot(state);
    }

    protected override void Fire(long before)
    {
        while (NextWindowEnd(out var end) && end - 1 <= Now)
        {
            while (Slices.Count > 0 && Slices[0].End <= end)
            {
                _history!.Fold(Slices[0]);
                Slices.RemoveAt(0);
            }

            SetWindow(new TimeWindow(unchecked(end - Layout.Size), end));
            var emitting = new Emitting(this, end - 1);
            _history!.Fire(end, Now, ref emitting);
            OpenFrom = end;
        }

        PassWindows();
    }

    protected override void AddLate(in T record, long timestamp, in TKey key, ulong hash)
    {
        if (!Layout.TryFind(timestamp, out var slice, out _) || CleanupTime(Layout.LastWindowEnd(slice)) <= Now)
        {
            Drop(in record, timestamp);
            return;
        }

        var added = Contents.Value.Create();
        Contents.Value.Add(Kept<T>.CopyOf(in record), timestamp, ref added);
        var place = _history!.Add(in key, hash, slice, in added);

        // From the latest window to the earliest, as the assigner gives them.
        var time = TimeOf(hash);
        for (var end = Layout.LastWindowEnd(slice); end > timestamp && CleanupTime(end) > Now; end -= Layout.Slide)
        {
            if (end - 1 <= time)
            {
                SetWindow(new TimeWindow(unchecked(end - Layout.Size), end));
                var window = _history.Window(place, Layout.WindowStart(end), end);
                Emit(in key, hash, ref window, stays: false);
            }
        }
    }

    protected override long? NextFire() => NextWindowEnd(out var end) ? end - 1 : null;

    // The next window that may have keys.
    private bool NextWindowEnd(out long end)
    {
        if (_history!.Count > 0)
        {
            return Layout.TryWindowEndFrom(OpenFrom == long.MaxValue ? OpenFrom : OpenFrom + 1, out end);
        }

        end = long.MaxValue;
        return Slices.Count > 0 && Layout.TryWindowEndFrom(Slices[0].End, out end);
    }

    // No window that has passed fires for records that come now, though there may be others for them.
    private void PassWindows()
    {
        if (Now > long.MinValue)
        {
            OpenFrom = Math.Max(OpenFrom, Layout.WindowEndUpTo(Now == long.MaxValue ? Now : Now + 1));
        }
    }

    private long CleanupTime(long end) => _keptFor == 0 ? end - 1 : Lateness.CleanupTime(end - 1);

    private readonly struct Emitting(SlidingSliceOperator<T, TKey, TAccumulator, TOut, TSelector, TComparer, TContents> owner, long time)
        : IEntryVisitor<TKey, TAccumulator>
    {
        private readonly bool _isUneven = owner.HasUnevenTimes;

        public void Visit(in TKey key, ulong hash, ref TAccumulator value)
        {
            if (!_isUneven || owner.TimeBefore(hash) < time)
            {
                owner.Emit(in key, hash, ref value, stays: false);
            }
        }
    }
}
