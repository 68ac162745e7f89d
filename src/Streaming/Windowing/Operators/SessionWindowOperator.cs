using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Flink.Core.Functions;
using Flink.Core.Operators;
using Flink.Core.Records;
using Flink.Core.State;
using Flink.Core.Types.Keys;
using Flink.Streaming.State;
using Flink.Streaming.State.Tables;
using Flink.Streaming.Timers;

namespace Flink.Streaming.Windowing.Operators;

/// <summary>Runs sessions of event time with one gap and the default trigger that keep an accumulator: the same results as those of the operator for all windows, at less cost.</summary>
/// <remarks>
/// The latest session of a key lies in the key's place of the table; a record that goes on with it costs one look-up. A key is in
/// line once, at a time that is not after the next thing that is to happen to it. It is not moved when its session grows: when its
/// turn comes, it is put in line again for what is left.
/// </remarks>
internal sealed class SessionWindowOperator<T, TKey, TAccumulator, TOut, TSelector, TComparer, TContents>(
    TSelector selector, TContents contents, long gap, WindowLateness<T> lateness)
    : OneInputOperator<T, TOut>
    where TSelector : struct, IKeySelector<T, TKey>
    where TComparer : struct, IKeyComparer<TKey>
    where TContents : struct, IWindowContents<T, TKey, TimeWindow, TAccumulator, TOut>
{
    private const string EarlierState = WindowStateNames.Sessions + ".earlier";

    private readonly StrongBox<TContents> _contents = new(contents);
    private TableSpace? _space;
    private DueKeys<TKey>? _due;
    private KeyedTable<TKey, KeySessions<TAccumulator>, TComparer>? _keys;
    private EarlierSessions<TKey, TAccumulator, TComparer>? _earlier;
    private WindowScope<TKey, TimeWindow, TComparer, TimeWindowComparer>? _scope;
    private LateRecords<T>? _late;
    private Collector<TOut>? _collector;
    private GuardedContents<T, TKey, TimeWindow, TAccumulator, TOut, TContents>? _guarded;
    private long _watermark = Watermark.Unset;

    public override void Initialize(OperatorContext context)
    {
        base.Initialize(context);
        _space = new TableSpace(context);
        _due = new DueKeys<TKey>(gap, _space.Pool);
        _keys = _space.NewTable<TKey, KeySessions<TAccumulator>, TComparer>();
        _earlier = new EarlierSessions<TKey, TAccumulator, TComparer>(_space);
        _scope = new WindowScope<TKey, TimeWindow, TComparer, TimeWindowComparer>(context, merges: true);
    }

    public override void Restore(StateReader state)
    {
        WindowStateNames.RefuseOthers(state, WindowStateNames.Sessions, Context.OperatorName);
        _keys!.Restore(state, WindowStateNames.Sessions);
        _earlier!.Restore(state, EarlierState);
        var line = new Line(this);
        _keys.Update(ref line);
        _scope!.Restore(state);
    }

    public override void Open()
    {
        _late = new LateRecords<T>(Context, lateness);
        _collector = new Collector<TOut>(Output);
        _guarded = new GuardedContents<T, TKey, TimeWindow, TAccumulator, TOut, TContents>(_contents, Context.OperatorName, _scope!, _collector);
        _contents.Value.Open(_scope!.RuntimeContext);
    }

    public override void Process(Batch<T> batch)
    {
        var timestamps = batch.Timestamps;
        MissingTimestamp.Refuse(timestamps, Context.TaskName, typeof(T));
        var records = batch.Records;
        for (var i = 0; i < records.Length; i++)
        {
            Process(in records[i], timestamps[i]);
        }

        Flush();
    }

    public override void Process(Watermark watermark)
    {
        if (watermark.Time > _watermark)
        {
            _watermark = watermark.Time;
            _scope!.Advance(_watermark);
            while (_due!.TryTake(_watermark, out var key, out var hash, out var time))
            {
                OnDue(in key, hash, time);
            }

            Flush();
        }

        base.Process(watermark);
    }

    public override void Snapshot(StateWriter state)
    {
        _keys!.Snapshot(state, WindowStateNames.Sessions);
        _earlier!.Snapshot(state, EarlierState);
        _scope!.Snapshot(state);
    }

    public override void Close()
    {
        try
        {
            _contents.Value.Close();
        }
        finally
        {
            _space?.Dispose();
            _scope?.Dispose();
        }
    }

    private void Process(in T record, long timestamp)
    {
        var key = selector.GetKey(in record);
        var hash = default(TComparer).Hash(in key);
        _scope!.SetKey(in key, hash, typeof(T));
        var window = unchecked(new TimeWindow(timestamp, timestamp + gap));
        ref var sessions = ref _keys!.GetOrAdd(in key, hash, out var isNew);
        if (!isNew && sessions.Latest.Takes(window) && !(sessions.HasEarlier && window.Start <= sessions.EarlierEnd))
        {
            sessions.Latest.Cover(window);
            _guarded!.Add(in record, timestamp, in _scope!.Key, ref sessions.Latest.Accumulator);
            AfterRecord(hash, ref sessions, ref sessions.Latest);
        }
        else if (isNew)
        {
            AddFirst(in record, timestamp, in key, hash, window, ref sessions);
        }
        else if (window.Start > sessions.Latest.End && window.End > window.Start && !IsLate(window))
        {
            AddNext(in record, timestamp, in key, hash, window, ref sessions);
        }
        else
        {
            AddApart(in record, timestamp, in key, hash, window, ref sessions);
        }
    }

    private void AddFirst(in T record, long timestamp, in TKey key, ulong hash, TimeWindow window, ref KeySessions<TAccumulator> sessions)
    {
        if (IsLate(window))
        {
            _keys!.Remove(in key, hash);
            _late!.Add(in record, timestamp);
            return;
        }

        sessions.Latest = NewSession(in record, timestamp, window);
        sessions.Due = long.MaxValue;
        AfterRecord(hash, ref sessions, ref sessions.Latest);
    }

    // The latest session is over, and is kept until its time has come.
    private void AddNext(in T record, long timestamp, in TKey key, ulong hash, TimeWindow window, ref KeySessions<TAccumulator> sessions)
    {
        _earlier!.At(in key, hash, sessions.EarlierCount++) = sessions.Latest;
        sessions.EarlierEnd = sessions.Latest.End;
        sessions.Latest = NewSession(in record, timestamp, window);
        AfterRecord(hash, ref sessions, ref sessions.Latest);
    }

    // The record does not simply go on with the latest session: it opens another one, or goes to earlier ones and may join them.
    private void AddApart(in T record, long timestamp, in TKey key, ulong hash, TimeWindow window, ref KeySessions<TAccumulator> sessions)
    {
        var all = _earlier!.Load(in key, hash, sessions.EarlierCount);
        all.Add(sessions.Latest);
        var taker = FindTaker(all, window);
        if (taker < 0)
        {
            if (IsLate(window))
            {
                _late!.Add(in record, timestamp);
            }
            else
            {
                taker = all.Count;
                all.Add(NewSession(in record, timestamp, window));
            }
        }
        else
        {
            taker = Join(all, taker, window);
            ref var joined = ref CollectionsMarshal.AsSpan(all)[taker];
            joined.Cover(window);
            _guarded!.Add(in record, timestamp, in _scope!.Key, ref joined.Accumulator);
        }

        if (taker >= 0)
        {
            AfterRecord(hash, ref sessions, ref CollectionsMarshal.AsSpan(all)[taker]);
        }

        Arrange(in key, hash, all, ref sessions);
    }

    // A record has been added, and the session is not late. Its key comes to its turn in time.
    private void AfterRecord(ulong hash, ref KeySessions<TAccumulator> sessions, ref Session<TAccumulator> session)
    {
        session.HasFired = session.Window.MaxTimestamp <= _watermark;
        if (session.HasFired)
        {
            Fire(ref session, stays: true);
        }

        var next = NextTime(in session);
        if (next < sessions.Due || (next == long.MaxValue && sessions.Due == long.MaxValue && !session.HasFired))
        {
            sessions.Due = next;
            _due!.Add(in _scope!.Key, hash, next);
        }
    }

    private void OnDue(in TKey key, ulong hash, long time)
    {
        ref var sessions = ref _keys!.GetOrAdd(in key, hash, out var isNew);
        if (isNew)
        {
            // Its sessions have gone, and it was in line a second time.
            _keys!.Remove(in key, hash);
            return;
        }

        if (sessions.Due != time)
        {
            return;
        }

        _scope!.SetKey(in key, hash, typeof(T));
        if (sessions.HasEarlier)
        {
            OnDueWithEarlier(in key, hash, ref sessions);
        }
        else if (IsOver(ref sessions.Latest))
        {
            _keys!.Remove(in key, hash);
        }
        else
        {
            PutInLine(in key, hash, ref sessions);
        }
    }

    private void OnDueWithEarlier(in TKey key, ulong hash, ref KeySessions<TAccumulator> sessions)
    {
        var all = _earlier!.Load(in key, hash, sessions.EarlierCount);
        all.Add(sessions.Latest);
        for (var next = NextOf(all); next >= 0; next = NextOf(all))
        {
            if (Advance(ref CollectionsMarshal.AsSpan(all)[next]))
            {
                all.RemoveAt(next);
            }
        }

        if (all.Count == 0)
        {
            _earlier.Store(in key, hash, sessions.EarlierCount);
            _keys!.Remove(in key, hash);
        }
        else
        {
            Arrange(in key, hash, all, ref sessions);
            PutInLine(in key, hash, ref sessions);
        }
    }

    // The session to which the next thing happens, of those that are due.
    private int NextOf(List<Session<TAccumulator>> all)
    {
        var sessions = CollectionsMarshal.AsSpan(all);
        var next = -1;
        var earliest = long.MaxValue;
        for (var i = 0; i < sessions.Length; i++)
        {
            var time = NextTime(in sessions[i]);
            if (IsDue(in sessions[i]) && (next < 0 || time < earliest))
            {
                (next, earliest) = (i, time);
            }
        }

        return next;
    }

    // A session that has fired and is never removed is not due, though the end of time may have come.
    private bool IsDue(in Session<TAccumulator> session) =>
        NextTime(in session) <= _watermark && !(session.HasFired && NextTime(in session) == long.MaxValue);

    private bool IsOver(ref Session<TAccumulator> session)
    {
        while (IsDue(in session))
        {
            if (Advance(ref session))
            {
                return true;
            }
        }

        return false;
    }

    // Does the next thing that is to be done to a session that is due; true when it is to be removed.
    private bool Advance(ref Session<TAccumulator> session)
    {
        var maxTimestamp = session.Window.MaxTimestamp;
        var end = lateness.CleanupTime(maxTimestamp);
        if (!session.HasFired)
        {
            session.HasFired = true;
            Fire(ref session, stays: end != maxTimestamp);
            if (end != maxTimestamp)
            {
                return false;
            }
        }

        _scope!.SetWindow(session.Window);
        _guarded!.Clear(in _scope.Key);
        return true;
    }

    private void Fire(ref Session<TAccumulator> session, bool stays)
    {
        var window = session.Window;
        _scope!.SetWindow(in window);
        _collector!.Timestamp = window.MaxTimestamp;
        _guarded!.Fire(in _scope.Key, ref session.Accumulator, stays);
    }

    private void PutInLine(in TKey key, ulong hash, ref KeySessions<TAccumulator> sessions)
    {
        var next = NextTime(in sessions.Latest);
        var isWaiting = !sessions.Latest.HasFired;
        for (var number = 0; number < sessions.EarlierCount; number++)
        {
            ref readonly var session = ref _earlier!.At(in key, hash, number);
            next = Math.Min(next, NextTime(in session));
            isWaiting |= !session.HasFired;
        }

        sessions.Due = next;
        if (next < long.MaxValue || isWaiting)
        {
            _due!.Add(in key, hash, next);
        }
    }

    // Sessions are apart, so those that a window joins follow each other; the contents of the earliest come first.
    private int Join(List<Session<TAccumulator>> all, int taker, TimeWindow window)
    {
        for (var next = FindTaker(all, window, taker); next >= 0; next = FindTaker(all, window, taker))
        {
            var sessions = CollectionsMarshal.AsSpan(all);
            ref var target = ref sessions[taker];
            ref var source = ref sessions[next];
            target.Cover(window);
            target.Cover(source.Window);
            _guarded!.Merge(ref target.Accumulator, in source.Accumulator, in _scope!.Key, target.Window);
            all.RemoveAt(next);
            taker -= next < taker ? 1 : 0;
        }

        return taker;
    }

    // The earliest session that takes a window, but for one.
    private static int FindTaker(List<Session<TAccumulator>> all, TimeWindow window, int except = -1)
    {
        var sessions = CollectionsMarshal.AsSpan(all);
        var taker = -1;
        for (var i = 0; i < sessions.Length; i++)
        {
            if (i != except && sessions[i].Takes(window) && (taker < 0 || sessions[i].Start < sessions[taker].Start))
            {
                taker = i;
            }
        }

        return taker;
    }

    private Session<TAccumulator> NewSession(in T record, long timestamp, TimeWindow window)
    {
        var session = new Session<TAccumulator> { Start = window.Start, End = window.End, Accumulator = _contents.Value.Create() };
        _guarded!.Add(in record, timestamp, in _scope!.Key, ref session.Accumulator);
        return session;
    }

    // Takes the latest session out of the list of all of them, and stores the others.
    private void Arrange(in TKey key, ulong hash, List<Session<TAccumulator>> all, ref KeySessions<TAccumulator> sessions)
    {
        var ordered = CollectionsMarshal.AsSpan(all);
        var latest = 0;
        for (var i = 1; i < ordered.Length; i++)
        {
            latest = ordered[i].End > ordered[latest].End ? i : latest;
        }

        sessions.Latest = ordered[latest];
        all.RemoveAt(latest);
        sessions.EarlierEnd = long.MinValue;
        foreach (ref readonly var session in CollectionsMarshal.AsSpan(all))
        {
            sessions.EarlierEnd = Math.Max(sessions.EarlierEnd, session.End);
        }

        var count = all.Count;
        _earlier!.Store(in key, hash, sessions.EarlierCount);
        sessions.EarlierCount = count;
    }

    private bool IsLate(TimeWindow window) => lateness.CleanupTime(window.MaxTimestamp) <= _watermark;

    // When the next thing happens to a session by itself: its result, then its removal. The latter never comes at the end of time.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private long NextTime(in Session<TAccumulator> session) =>
        session.HasFired ? lateness.CleanupTime(session.Window.MaxTimestamp) : session.Window.MaxTimestamp;

    private void Flush()
    {
        _collector!.Flush();
        _late!.Flush();
        _scope!.Flush();
    }

    /// <summary>Puts restored keys in line.</summary>
    private readonly struct Line(SessionWindowOperator<T, TKey, TAccumulator, TOut, TSelector, TComparer, TContents> owner)
        : IEntryVisitor<TKey, KeySessions<TAccumulator>>
    {
        public void Visit(in TKey key, ulong hash, ref KeySessions<TAccumulator> sessions) =>
            owner.PutInLine(in key, default(TComparer).Hash(in key), ref sessions);
    }
}
