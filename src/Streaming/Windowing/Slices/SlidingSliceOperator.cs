using System.Runtime.CompilerServices;
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
    private const int MostGathered = 128;

    private readonly TAccumulator[] _gathered = new TAccumulator[MostGathered];
    private readonly long _keptFor = isEventTime ? lateness.Allowed : 0;
    private SlidingHistory<T, TKey, TAccumulator, TOut, TComparer, TContents>? _history;
    private OpenSlices<TKey, TAccumulator, TComparer>? _wrapped;

    protected override bool KeepsTime => true;

    protected override long OpenTo => Layout.LastWhole;

    public override void Initialize(OperatorContext context)
    {
        base.Initialize(context);
        _history = new SlidingHistory<T, TKey, TAccumulator, TOut, TComparer, TContents>(
            Layout, _keptFor, Contents, Space, context.MaxParallelism);
        _wrapped = new OpenSlices<TKey, TAccumulator, TComparer>(WindowStateNames.Slices + "/wrapped", Space);
    }

    public override void Restore(StateReader state)
    {
        base.Restore(state);
        _history!.Restore(state);
        _wrapped!.Restore(state);
        PassWindows();
    }

    public override void Snapshot(StateWriter state)
    {
        base.Snapshot(state);
        _history!.Snapshot(state);
        _wrapped!.Snapshot(state);
    }

    protected override void Fire(long before)
    {
        FireWrapped(before);
        while (NextWindowEnd(out var end) && end - 1 <= Now)
        {
            FireWindow(end);
            OpenFrom = end;
        }

        PassWindows();
    }

    private void FireWindow(long end)
    {
        SetWindow(new TimeWindow(unchecked(end - Layout.Size), end));
        try
        {
            var closed = 0;
            for (; closed < Slices.Count && Slices[closed].End <= end; closed++)
            {
                _history!.Fold(Slices[closed]);
            }

            // What comes next is fetched while results leave: it may have been written hundreds of windows ago.
            _history!.PrefetchFirst();
            if (closed < Slices.Count)
            {
                Slices[closed].Keys.PrefetchAll();
            }

            EmitWindow(end);
            Flush();

            // Nobody waits for what only the next windows need.
            for (; closed > 0; closed--)
            {
                Slices.RemoveAt(0);
            }

            if (Layout.TryWindowEndFrom(end == long.MaxValue ? end : end + 1, out var next))
            {
                _history!.Settle(next, Now);
            }
        }
        catch (MergeFailure<TKey> failure)
        {
            throw Failure(failure.InnerException!, "merge the slices of", failure.Key);
        }
    }

    private void EmitWindow(long end)
    {
        _history!.Begin(end, Now);
        var isPlain = IsPlain;
        try
        {
            if (isPlain)
            {
                EmitPlain();
            }
            else
            {
                var emitting = new Emitting(this, end - 1, stays: false);
                _history.Show(ref emitting);
            }
        }
        catch (Exception cause) when (cause is not MergeFailure<TKey> && Guarded.IsOfFunction(cause))
        {
            throw FailureOfResult(cause, isPlain ? _history.KeyAt(EmittedKeys) : KeyAtHand);
        }
    }

    // What has no total is merged into an array first, some windows at a time, and results made from there: one that is read right behind the merge waits for it,
    // since a processor does not pass on a struct whose fields were stored one by one until the stores are through.
    private void EmitPlain()
    {
        foreach (var lane in _history!.Lanes)
        {
            for (var place = 0; place < lane.Places;)
            {
                if (lane.TryShow(place, out var windows))
                {
                    EmitAll(windows);
                    place += windows.Length;
                }
                else
                {
                    EmitAll(_gathered.AsSpan(0, lane.Gather(ref place, _gathered)));
                }
            }
        }

        if (RuntimeHelpers.IsReferenceOrContainsReferences<TAccumulator>())
        {
            Array.Clear(_gathered);
        }
    }

    protected override void AddLate(in T record, long timestamp, in TKey key, ulong hash)
    {
        if (timestamp > Layout.LastWhole)
        {
            AddAtEndOfTime(in record, timestamp, in key, hash);
            return;
        }

        Layout.TryFind(timestamp, out var slice, out _);
        if (CleanupTime(Layout.LastWindowEnd(slice)) <= Now)
        {
            Drop(in record, timestamp);
            return;
        }

        var place = AddToHistory(in record, timestamp, in key, hash, slice);
        if (_keptFor == 0)
        {
            // Windows that have fired are gone.
            return;
        }

        // From the latest window to the earliest, as the assigner gives them.
        var fired = Layout.WindowEndUpTo(Math.Min(Progress.TimeOf(hash), Layout.LastWhole) + 1);
        for (var end = Math.Min(fired, Layout.LastWindowEnd(slice)); end > timestamp && CleanupTime(end) > Now; end -= Layout.Slide)
        {
            EmitAnew(in key, hash, place, end);
        }
    }

    protected override long? NextFire() => NextWindowEnd(out var end) ? end - 1 : null;

    private int AddToHistory(in T record, long timestamp, in TKey key, ulong hash, long slice)
    {
        var added = Contents.Value.Create();
        Guarded.Add(in record, timestamp, in key, ref added);
        try
        {
            return _history!.Add(in key, hash, slice, in added);
        }
        catch (Exception cause) when (WindowFailure.IsOfFunction(cause))
        {
            throw WindowFailure.Of(cause, Context.OperatorName, in key, timestamp);
        }
    }

    private void EmitAnew(in TKey key, ulong hash, int place, long end)
    {
        SetWindow(new TimeWindow(unchecked(end - Layout.Size), end));
        var window = Window(in key, place, end);
        EmitAlone(in key, hash, ref window, stays: false);
    }

    private TAccumulator Window(in TKey key, int place, long end)
    {
        try
        {
            return _history!.Window(place, Layout.WindowStart(end), end);
        }
        catch (Exception cause) when (WindowFailure.IsOfFunction(cause))
        {
            throw Failure(cause, "merge the slices of", in key);
        }
    }

    // Some windows of the record end behind the end of time, so that their last timestamps are negative. Each has a table of its own.
    private void AddAtEndOfTime(in T record, long timestamp, in TKey key, ulong hash)
    {
        var isAdded = false;
        var (isInSlice, place) = (false, -1);
        var time = Progress.TimeOf(hash);
        var start = TimeWindow.StartOf(timestamp, Layout.Offset, Layout.Slide);
        for (; unchecked(timestamp - start) < Layout.Size; start = unchecked(start - Layout.Slide))
        {
            var window = new TimeWindow(start, unchecked(start + Layout.Size));
            if (CleanupTime(window.End) <= Now)
            {
                continue;
            }

            var own = isAdded ? Kept<T>.CopyOf(in record) : record;
            isAdded = true;
            if (window.End < window.Start)
            {
                AddToWrapped(in own, timestamp, in key, hash, window, isOver: window.MaxTimestamp <= time);
                continue;
            }

            if (!isInSlice)
            {
                isInSlice = true;
                place = AddToSlice(in own, timestamp, in key, hash);
            }

            if (place >= 0 && window.MaxTimestamp <= time)
            {
                EmitAnew(in key, hash, place, window.End);
            }
        }

        if (!isAdded)
        {
            Drop(in record, timestamp);
        }
    }

    // The place in the history, or -1 when the slice is open.
    private int AddToSlice(in T record, long timestamp, in TKey key, ulong hash)
    {
        Layout.TryFind(timestamp, out var start, out var end);
        if (start < OpenFrom)
        {
            return AddToHistory(in record, timestamp, in key, hash, start);
        }

        AddTo(Slices.Get(start, end), in record, timestamp, in key, hash);
        return -1;
    }

    private void AddToWrapped(in T record, long timestamp, in TKey key, ulong hash, TimeWindow window, bool isOver)
    {
        ref var state = ref AddTo(_wrapped!.Get(window.Start, window.End), in record, timestamp, in key, hash);
        if (isOver)
        {
            SetWindow(window);
            EmitAlone(in key, hash, ref state, stays: true);
        }
    }

    private void FireWrapped(long before)
    {
        for (var i = 0; i < _wrapped!.Count && _wrapped[i].MaxTimestamp <= Now; i++)
        {
            if (_wrapped[i].MaxTimestamp > before || before == long.MinValue)
            {
                SetWindow(new TimeWindow(_wrapped[i].Start, _wrapped[i].End));
                var emitting = new Emitting(this, _wrapped[i].MaxTimestamp, stays: true);
                _wrapped[i].Keys.Read(ref emitting);
            }
        }

        while (_wrapped.Count > 0 && CleanupTime(_wrapped[0].End) <= Now)
        {
            _wrapped.RemoveAt(0);
        }
    }

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

    private long CleanupTime(long end) => _keptFor == 0 ? unchecked(end - 1) : Lateness.CleanupTime(unchecked(end - 1));

    private readonly struct Emitting(SlidingSliceOperator<T, TKey, TAccumulator, TOut, TSelector, TComparer, TContents> owner, long time, bool stays)
        : IEntryVisitor<TKey, TAccumulator>
    {
        private readonly bool _isUneven = owner.Progress.IsUneven;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Visit(in TKey key, ulong hash, ref TAccumulator value)
        {
            if (!_isUneven || owner.Progress.TimeBefore(hash) < time)
            {
                owner.Emit(in key, hash, ref value, stays);
            }
        }
    }
}
