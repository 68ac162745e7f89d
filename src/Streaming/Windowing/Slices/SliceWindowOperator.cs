using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Flink.Core.Functions;
using Flink.Core.Operators;
using Flink.Core.Records;
using Flink.Core.State;
using Flink.Core.Types;
using Flink.Core.Types.Keys;
using Flink.Streaming.Partitioning;
using Flink.Streaming.State;
using Flink.Streaming.Timers;
using Flink.Streaming.Windowing.Operators;

namespace Flink.Streaming.Windowing.Slices;

/// <summary>Runs time windows that keep an accumulator and fire at their end: by slices of time, each with a table of keys.</summary>
/// <remarks>
/// <para>A record is added to one slice, whatever windows overlap there, so disorder costs no more than a look at another table.
/// There are no timers of keys: the watermark, or one alarm, says which windows fire. Results and their order for a key are those of
/// <see cref="WindowOperator{T, TKey, TWindow, TState, TOut, TSelector, TKeyComparer, TWindowComparer, TContents}"/>.</para>
/// <para>After a restore, records that come before the first watermark are late when they were late before the snapshot.</para>
/// </remarks>
internal abstract partial class SliceWindowOperator<T, TKey, TAccumulator, TOut, TSelector, TComparer, TContents>(
    TSelector selector, TContents contents, SliceLayout layout, bool isEventTime, bool hasFunction, WindowLateness<T> lateness)
    : OneInputOperator<T, TOut>
    where TSelector : struct, IKeySelector<T, TKey>
    where TComparer : struct, IKeyComparer<TKey>
    where TContents : struct, IWindowContents<T, TKey, TimeWindow, TAccumulator, TOut>
{
    private long[] _clockTimes = [];
    private TableSpace? _space;
    private WindowScope<TKey, TimeWindow, TComparer, TimeWindowComparer>? _scope;
    private LateRecords<T>? _late;
    private Collector<TOut>? _collector;
    private GuardedContents<T, TKey, TimeWindow, TAccumulator, TOut, TContents>? _guarded;
    private TimeWindow _window;
    private long _collectedBefore;
    private SliceProgress? _progress;
    private IDisposable? _alarm;
    private long _alarmTime = long.MaxValue;

    /// <summary>What is kept for a key, and how it is emitted.</summary>
    protected StrongBox<TContents> Contents { get; } = new(contents);

    protected SliceLayout Layout => layout;

    /// <summary>The same for one record or window; its failures name key and window.</summary>
    protected GuardedContents<T, TKey, TimeWindow, TAccumulator, TOut, TContents> Guarded => _guarded!;

    protected WindowLateness<T> Lateness => lateness;

    /// <summary>Slices to which records are added.</summary>
    protected OpenSlices<TKey, TAccumulator, TComparer> Slices { get; private set; } = null!;

    /// <summary>How far time has come.</summary>
    protected SliceProgress Progress => _progress!;

    /// <inheritdoc cref="SliceProgress.Now"/>
    protected long Now => _progress!.Now;

    /// <summary>Records before this time are added by <see cref="AddLate"/>.</summary>
    protected long OpenFrom { get; set; } = long.MinValue;

    /// <summary>Records behind this time are added by <see cref="AddLate"/>.</summary>
    protected virtual long OpenTo => long.MaxValue;

    /// <summary>Whether a snapshot says how far time had come.</summary>
    protected abstract bool KeepsTime { get; }

    /// <summary>Where the tables of the operator lie.</summary>
    protected TableSpace Space => _space!;

    public override void Initialize(OperatorContext context)
    {
        base.Initialize(context);
        _space = new TableSpace(context);
        var groups = KeyGroups.RangeOf(context.SubtaskIndex, context.MaxParallelism, context.Parallelism);
        _progress = new SliceProgress(layout, groups, context.MaxParallelism, context.OperatorName);
        Slices = new OpenSlices<TKey, TAccumulator, TComparer>(WindowStateNames.Slices, _space);
        _scope = new WindowScope<TKey, TimeWindow, TComparer, TimeWindowComparer>(context, merges: false);
    }

    public override void Restore(StateReader state)
    {
        WindowStateNames.RefuseOthers(state, WindowStateNames.Slices, Context.OperatorName);
        _progress!.Restore(state);
        Slices.Restore(state);
        _scope!.Restore(state);
    }

    public override void Open()
    {
        _late = isEventTime ? new LateRecords<T>(Context, lateness) : null;
        _collector = new Collector<TOut>(Output);
        _guarded = new GuardedContents<T, TKey, TimeWindow, TAccumulator, TOut, TContents>(Contents, Context.OperatorName, _scope!, _collector);
        Contents.Value.Open(_scope!.RuntimeContext);
        SetAlarm();
    }

    public override void Process(Batch<T> batch)
    {
        ReadOnlySpan<T> records = batch.Records;
        ReadOnlySpan<long> timestamps = batch.Timestamps;
        if (isEventTime)
        {
            MissingTimestamp.Refuse(timestamps, Context.TaskName, typeof(T));
        }
        else
        {
            timestamps = AtClock(batch.Timestamps);
        }

        AddAll(records, timestamps);
        if (!isEventTime)
        {
            SetAlarm();
        }

        Flush();
    }

    public override void Process(Watermark watermark)
    {
        _scope!.Advance(watermark.Time);
        if (isEventTime)
        {
            AdvanceTo(watermark.Time);
            Flush();
        }

        base.Process(watermark);
    }

    public override void Snapshot(StateWriter state)
    {
        _progress!.Snapshot(state, KeepsTime);
        Slices.Snapshot(state);
        _scope!.Snapshot(state);
    }

    public override void Close()
    {
        _alarm?.Dispose();
        try
        {
            Contents.Value.Close();
        }
        finally
        {
            _space?.Dispose();
            _scope?.Dispose();
        }
    }

    /// <summary>Fires the windows whose time has come, with <see cref="Now"/> moved on.</summary>
    /// <param name="before"><see cref="Now"/> before.</param>
    protected abstract void Fire(long before);

    /// <summary>Adds a record whose slice is closed, that is in no window, or in one whose bounds are not in order.</summary>
    protected abstract void AddLate(in T record, long timestamp, in TKey key, ulong hash);

    /// <summary>When the next window ends that has records; null when there is none.</summary>
    protected abstract long? NextFire();

    /// <summary>Adds a record to the table of a slice.</summary>
    /// <returns>What the key has gathered there; valid until the next call.</returns>
    protected ref TAccumulator AddTo(SliceTable<TKey, TAccumulator, TComparer> slice, in T record, long timestamp, in TKey key, ulong hash)
    {
        ref TAccumulator state = ref slice.Keys.GetOrAdd(in key, hash, out var isNew);
        if (isNew)
        {
            state = Contents.Value.Create();
        }

        Guarded.Add(in record, timestamp, in key, ref state!);
        return ref state;
    }

    /// <summary>The record came too late for all its windows.</summary>
    protected void Drop(in T record, long timestamp)
    {
        if (isEventTime && lateness.CleanupTime(timestamp) <= Now)
        {
            _late!.Add(in record, timestamp);
        }
    }

    /// <summary>Begins to fire a window.</summary>
    protected void SetWindow(TimeWindow window)
    {
        _window = window;
        _collectedBefore = _collector!.Collected;
        _collector.Timestamp = window.MaxTimestamp;
    }

    /// <summary>Whether all keys of a window fire, and no function is told which.</summary>
    protected bool IsPlain => !hasFunction && !_progress!.IsUneven;

    /// <summary>Emits as <see cref="Emit"/> does, for the window last set, where <see cref="IsPlain"/>.</summary>
    protected PlainResults<TKey, TAccumulator, TOut, TContents, T> PlainResults(bool stays) => new(Contents, _scope!, _collector!, stays);

    /// <summary>Emits the results of many keys of the window last set, where <see cref="IsPlain"/>.</summary>
    protected void EmitAll(ReadOnlySpan<TAccumulator> states) => Contents.Value.FireAll(states, _collector!);

    /// <summary>Keys of the window last set that have been emitted, where <see cref="IsPlain"/>: each has one result.</summary>
    protected long EmittedKeys => _collector!.Collected - _collectedBefore;

    /// <summary>The key at hand, where not <see cref="IsPlain"/>.</summary>
    protected TKey KeyAtHand => _scope!.Key;

    /// <summary>The failure of the functions that give the result of the window last set.</summary>
    protected Exception FailureOfResult(Exception cause, in TKey key) => Guarded.FailureOfResult(cause, in key, _window);

    /// <summary>The failure of a function at the window last set.</summary>
    protected Exception Failure(Exception cause, string task, in TKey key) => Guarded.Failure(cause, task, in key, _window);

    /// <summary>Emits the results of a key for the window last set.</summary>
    /// <param name="key">The key.</param>
    /// <param name="hash">Its hash.</param>
    /// <param name="state">What the window has gathered.</param>
    /// <param name="stays">False when the state is forgotten after the call.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected void Emit(in TKey key, ulong hash, ref TAccumulator state, bool stays)
    {
        _scope!.SetKey(in key, hash, typeof(T));
        _scope.SetWindow(in _window);
        Contents.Value.Fire(in key, ref state, stays, _scope, _collector!);
    }

    /// <summary>The same for a key by itself.</summary>
    protected void EmitAlone(in TKey key, ulong hash, ref TAccumulator state, bool stays)
    {
        try
        {
            Emit(in key, hash, ref state, stays);
        }
        catch (Exception cause) when (Guarded.IsOfFunction(cause))
        {
            throw FailureOfResult(cause, in key);
        }
    }

    /// <summary>Tells the function that the window last set is removed for a key.</summary>
    protected void Clear(in TKey key, ulong hash)
    {
        _scope!.SetKey(in key, hash, typeof(T));
        _scope.SetWindow(in _window);
        Guarded.Clear(in key);
    }

    private void AddAll(ReadOnlySpan<T> records, ReadOnlySpan<long> timestamps)
    {
        var (first, last) = RangeOf(timestamps);
        try
        {
            if (first >= OpenFrom && last <= OpenTo && layout.TryFind(first, out var start, out var end) && start <= first && last < end)
            {
                var slice = Slices.Get(start, end);
                AddToTwo(slice, slice, long.MaxValue, records, timestamps);
            }
            else
            {
                AddToSeveral(records, timestamps, first, last);
            }
        }
        catch (Exception cause) when (_adding >= 0 && WindowFailure.IsOfFunction(cause))
        {
            throw WindowFailure.Of(cause, Context.OperatorName, in _keys[_adding], timestamps[IndexOfAdding]);
        }
    }

    private static (long First, long Last) RangeOf(ReadOnlySpan<long> timestamps)
    {
        var (first, last) = (long.MaxValue, long.MinValue);
        var vectors = MemoryMarshal.Cast<long, Vector<long>>(timestamps);
        if (vectors.Length > 0)
        {
            var (least, most) = (vectors[0], vectors[0]);
            foreach (ref readonly var vector in vectors)
            {
                (least, most) = (Vector.Min(least, vector), Vector.Max(most, vector));
            }

            for (var i = 0; i < Vector<long>.Count; i++)
            {
                (first, last) = (Math.Min(first, least[i]), Math.Max(last, most[i]));
            }
        }

        foreach (var timestamp in timestamps[(vectors.Length * Vector<long>.Count)..])
        {
            (first, last) = (Math.Min(first, timestamp), Math.Max(last, timestamp));
        }

        return (first, last);
    }

    // The clock is read once for a batch.
    private long[] AtClock(Span<long> timestamps)
    {
        if (_clockTimes.Length != timestamps.Length)
        {
            _clockTimes = new long[timestamps.Length];
        }

        // Windows that have fired do not open again when the clock is put back.
        Array.Fill(_clockTimes, Math.Max(Context.Clock.GetUtcNow().ToUnixTimeMilliseconds(), Now == Watermark.Unset ? Now : Now + 1));
        return _clockTimes;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private TKey KeyOf(in T record)
    {
        var key = selector.GetKey(in record);
        if (NullKey.Is(in key))
        {
            throw NullKey.Of(Context.TaskName, typeof(T));
        }

        return key;
    }

    private void AdvanceTo(long time)
    {
        if (time <= Now)
        {
            return;
        }

        var before = Now;
        _progress!.AdvanceTo(time);
        Fire(before);
        _progress.Settle();
    }

    private void SetAlarm()
    {
        if (isEventTime || NextFire() is not { } time || time >= _alarmTime)
        {
            return;
        }

        _alarm?.Dispose();
        _alarmTime = time;

        // The end of the window is when its last millisecond is over.
        _alarm = Context.RegisterProcessingTimer(time == long.MaxValue ? time : time + 1, _ => OnAlarm());
    }

    private void OnAlarm()
    {
        (_alarm, _alarmTime) = (null, long.MaxValue);
        AdvanceTo(Context.Clock.GetUtcNow().ToUnixTimeMilliseconds() - 1);
        SetAlarm();
        Flush();
    }

    protected void Flush()
    {
        _collector!.Flush();
        _late?.Flush();
        _scope!.Flush();
    }
}
