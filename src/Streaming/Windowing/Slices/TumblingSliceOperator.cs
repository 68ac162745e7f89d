using System.Runtime.CompilerServices;
using Flink.Core.Functions;
using Flink.Core.State;
using Flink.Core.Types.Keys;
using Flink.Streaming.State.Tables;
using Flink.Streaming.Windowing.Operators;

namespace Flink.Streaming.Windowing.Slices;

/// <summary>Runs windows that do not overlap: each is a slice, which fires as a whole and stays for the allowed lateness.</summary>
internal sealed class TumblingSliceOperator<T, TKey, TAccumulator, TOut, TSelector, TComparer, TContents>(
    TSelector selector, TContents contents, SliceLayout layout, bool isEventTime, bool hasFunction, WindowLateness<T> lateness)
    : SliceWindowOperator<T, TKey, TAccumulator, TOut, TSelector, TComparer, TContents>(selector, contents, layout, isEventTime, hasFunction, lateness)
    where TSelector : struct, IKeySelector<T, TKey>
    where TComparer : struct, IKeyComparer<TKey>
    where TContents : struct, IWindowContents<T, TKey, TimeWindow, TAccumulator, TOut>
{
    private readonly bool _hasFunction = hasFunction;
    private readonly long _keptFor = isEventTime ? lateness.Allowed : 0;

    // Windows that have fired are gone but for the allowed lateness, so without it nothing tells them from windows that never were.
    protected override bool KeepsTime => _keptFor > 0;

    public override void Restore(StateReader state)
    {
        base.Restore(state);
        SetOpenFrom();
    }

    protected override void Fire(long before)
    {
        SetOpenFrom();
        for (var index = FirstAfter(before); index < Slices.Count && Slices[index].MaxTimestamp <= Now; index++)
        {
            Fire(Slices[index]);
        }

        while (Slices.Count > 0 && CleanupTime(Slices[0].MaxTimestamp) <= Now)
        {
            if (_hasFunction)
            {
                SetWindow(WindowOf(Slices[0]));
                var clearing = new Clearing(this);
                Slices[0].Keys.Read(ref clearing);
            }

            Slices.RemoveAt(0);
        }
    }

    protected override void AddLate(in T record, long timestamp, in TKey key, ulong hash)
    {
        if (!Layout.TryFind(timestamp, out var start, out var end) || CleanupTime(unchecked(end - 1)) <= Now)
        {
            Drop(in record, timestamp);
            return;
        }

        var slice = Slices.Get(start, end);
        ref var state = ref AddTo(slice, in record, timestamp, in key, hash);
        if (slice.MaxTimestamp <= Progress.TimeOf(hash))
        {
            SetWindow(WindowOf(slice));
            EmitAlone(in key, hash, ref state, stays: true);
        }
    }

    protected override long? NextFire() => Slices.Count == 0 ? null : Slices[0].MaxTimestamp;

    private void Fire(SliceTable<TKey, TAccumulator, TComparer> slice)
    {
        SetWindow(WindowOf(slice));
        var isPlain = IsPlain;
        try
        {
            if (isPlain)
            {
                var results = PlainResults(_keptFor > 0);
                slice.Keys.Read(ref results);
            }
            else
            {
                var emitting = new Emitting(this, slice.MaxTimestamp, _keptFor > 0);
                slice.Keys.Read(ref emitting);
            }
        }
        catch (Exception cause) when (Guarded.IsOfFunction(cause))
        {
            throw FailureOfResult(cause, isPlain ? KeyAt(slice, EmittedKeys) : KeyAtHand);
        }
    }

    private static TKey KeyAt(SliceTable<TKey, TAccumulator, TComparer> slice, long index)
    {
        var search = new NthKey<TKey, TAccumulator>(index);
        slice.Keys.Read(ref search);
        return search.Key;
    }

    private static TimeWindow WindowOf(SliceTable<TKey, TAccumulator, TComparer> slice) => new(slice.Start, slice.End);

    private long CleanupTime(long maxTimestamp) => _keptFor == 0 ? maxTimestamp : Lateness.CleanupTime(maxTimestamp);

    // The start of the window that is open now; where there is a gap, the end of time that is over.
    private void SetOpenFrom()
    {
        var next = Now == long.MaxValue ? Now : Now + 1;
        OpenFrom = Now == long.MinValue ? Now : Layout.TryFind(next, out var start, out _) && start <= next ? start : next;
    }

    private int FirstAfter(long time)
    {
        var (low, high) = (0, Slices.Count);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            (low, high) = Slices[middle].MaxTimestamp > time || time == long.MinValue ? (low, middle) : (middle + 1, high);
        }

        return low;
    }

    private readonly struct Emitting(
        TumblingSliceOperator<T, TKey, TAccumulator, TOut, TSelector, TComparer, TContents> owner, long time, bool stays) : IEntryVisitor<TKey, TAccumulator>
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

    private readonly struct Clearing(TumblingSliceOperator<T, TKey, TAccumulator, TOut, TSelector, TComparer, TContents> owner) : IEntryVisitor<TKey, TAccumulator>
    {
        public void Visit(in TKey key, ulong hash, ref TAccumulator value) => owner.Clear(in key, hash);
    }
}
