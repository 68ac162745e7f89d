using Flink.Core.Operators;
using Flink.Core.Records;
using Flink.Core.State;
using Flink.Core.Types.Keys;

namespace Flink.Streaming.Timers;

/// <summary>The timers of a keyed operator, in event time and in processing time (Flink's InternalTimerService).</summary>
/// <typeparam name="TKey">The key type.</typeparam>
/// <typeparam name="TNamespace">What tells timers of one key apart, such as a window; <see cref="NoNamespace"/> where nothing does.</typeparam>
/// <typeparam name="TKeyComparer">Equality and hash of the keys.</typeparam>
/// <typeparam name="TNamespaceComparer">Equality and hash of the namespaces; <see cref="NoNamespaceComparer"/> for none.</typeparam>
/// <remarks>
/// <para>There is one timer for each key, namespace and time, however often it is registered. Timers fire in the order of their
/// times over all keys. An event-time timer whose time has passed fires with the next watermark, or, registered by a timer
/// that fires, with the same one; a processing-time timer of the past fires at once, between two batches.</para>
/// <para>At the end of the input <see cref="Watermark.Max"/> fires all event-time timers. Processing-time timers that are left then
/// never fire. Timers are part of the snapshot, by key group. Registering costs no allocation once there is room. On the
/// task's thread.</para>
/// </remarks>
public sealed class TimerService<TKey, TNamespace, TKeyComparer, TNamespaceComparer> : IDisposable
    where TKeyComparer : struct, IKeyComparer<TKey>
    where TNamespaceComparer : struct, IKeyComparer<TNamespace>
{
    private readonly string _name;
    private readonly OperatorContext _context;
    private readonly ITimerTarget<TKey, TNamespace> _target;
    private readonly TimerQueue<TKey, TNamespace, TKeyComparer, TNamespaceComparer> _eventTime = new();
    private readonly TimerQueue<TKey, TNamespace, TKeyComparer, TNamespaceComparer> _processingTime = new();
    private IDisposable? _alarm;
    private long _alarmTime = long.MaxValue;
    private bool _isFiring;

    /// <summary>A service without timers.</summary>
    /// <param name="name">Names the timers in snapshots; unique within the operator.</param>
    /// <param name="context">The operator's context.</param>
    /// <param name="target">What the timers call.</param>
    public TimerService(string name, OperatorContext context, ITimerTarget<TKey, TNamespace> target)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        _name = name;
        _context = context;
        _target = target;
    }

    /// <summary>The last watermark; <see cref="Watermark.Unset"/> before the first, also after a restore.</summary>
    public long CurrentWatermark { get; private set; } = Watermark.Unset;

    /// <summary>Processing time, milliseconds since the epoch.</summary>
    public long CurrentProcessingTime => _context.Clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Event-time timers that have not fired.</summary>
    public int EventTimeTimers => _eventTime.Count;

    /// <summary>Processing-time timers that have not fired.</summary>
    public int ProcessingTimeTimers => _processingTime.Count;

    /// <summary>Deleted timers that still take room.</summary>
    internal int StaleTimers => _eventTime.Stale + _processingTime.Stale;

    private string EventTimeState => _name + ".event-time";

    private string ProcessingTimeState => _name + ".processing-time";

    /// <summary>Registers an event-time timer, unless it is there already.</summary>
    /// <param name="key">The key; copied.</param>
    /// <param name="keyHash">The comparer's hash of the key, which also says its key group.</param>
    /// <param name="namespace">The namespace; copied.</param>
    /// <param name="time">Fires once the watermark is at or after this, in milliseconds.</param>
    public void RegisterEventTimeTimer(in TKey key, ulong keyHash, in TNamespace @namespace, long time) =>
        _eventTime.Add(in key, keyHash, in @namespace, time);

    /// <summary>Deletes an event-time timer; nothing happens where there is none.</summary>
    public void DeleteEventTimeTimer(in TKey key, ulong keyHash, in TNamespace @namespace, long time) =>
        _eventTime.Remove(in key, keyHash, in @namespace, time);

    /// <summary>Registers a processing-time timer, unless it is there already.</summary>
    /// <param name="key">The key; copied.</param>
    /// <param name="keyHash">The comparer's hash of the key, which also says its key group.</param>
    /// <param name="namespace">The namespace; copied.</param>
    /// <param name="time">
    /// Milliseconds since the epoch. Fires when this millisecond is over, as a watermark is the end of its millisecond: a record
    /// that comes in the last millisecond of a window still belongs to it.
    /// </param>
    public void RegisterProcessingTimeTimer(in TKey key, ulong keyHash, in TNamespace @namespace, long time)
    {
        if (_processingTime.Add(in key, keyHash, in @namespace, time) && !_isFiring)
        {
            SetAlarm(time);
        }
    }

    /// <summary>Deletes a processing-time timer; nothing happens where there is none.</summary>
    public void DeleteProcessingTimeTimer(in TKey key, ulong keyHash, in TNamespace @namespace, long time) =>
        _processingTime.Remove(in key, keyHash, in @namespace, time);

    /// <summary>Fires the event-time timers of a watermark; the operator passes the watermark on when this returns.</summary>
    /// <param name="time">The watermark; one that goes backwards is ignored.</param>
    public void AdvanceWatermark(long time)
    {
        if (time < CurrentWatermark)
        {
            return;
        }

        CurrentWatermark = time;
        while (_eventTime.TryTakeDue(time, out var key, out var @namespace, out var timer))
        {
            _target.OnEventTime(in key, in @namespace, timer);
        }
    }

    /// <summary>Writes all timers, by key group.</summary>
    public void Snapshot(StateWriter state)
    {
        Write(state, EventTimeState, _eventTime);
        Write(state, ProcessingTimeState, _processingTime);
    }

    /// <summary>Adds the timers of this subtask's key groups.</summary>
    /// <exception cref="Core.Serialization.IncompatibleSchemaException">The timers had other keys, or namespaces that cannot be read as these.</exception>
    /// <exception cref="Core.Serialization.CorruptDataException">The state is not that of timers.</exception>
    public void Restore(StateReader state)
    {
        FrozenTimers<TKey, TNamespace>.Read(state, EventTimeState, _context.OperatorName, timer =>
            _eventTime.Add(timer.Key, default(TKeyComparer).Hash(timer.Key), timer.Namespace, timer.Time));
        FrozenTimers<TKey, TNamespace>.Read(state, ProcessingTimeState, _context.OperatorName, timer =>
            _processingTime.Add(timer.Key, default(TKeyComparer).Hash(timer.Key), timer.Namespace, timer.Time));
        SetAlarm();
    }

    /// <summary>Stops processing time for these timers; none fires any more.</summary>
    public void Dispose()
    {
        _alarm?.Dispose();
        _alarm = null;
    }

    private void Write(StateWriter state, string name, TimerQueue<TKey, TNamespace, TKeyComparer, TNamespaceComparer> queue)
    {
        if (queue.Count > 0)
        {
            state.WriteLater(new FrozenTimers<TKey, TNamespace>(name, queue.Copy(), _context.MaxParallelism));
        }
    }

    private void FireProcessingTime()
    {
        _alarm = null;
        _alarmTime = long.MaxValue;
        _isFiring = true;

        // The clock is read once: timers that keep registering the next millisecond must not keep the task here.
        var over = CurrentProcessingTime - 1;
        while (_processingTime.TryTakeDue(over, out var key, out var @namespace, out var time))
        {
            _target.OnProcessingTime(in key, in @namespace, time);
        }

        _isFiring = false;
        SetAlarm();
    }

    private void SetAlarm()
    {
        if (_processingTime.NotBefore is { } time)
        {
            SetAlarm(time);
        }
    }

    // The engine has one timer for the earliest of ours. It may come early, when the first bucket of the wheel begins, or for a
    // timer that was deleted; then nothing fires and it is set anew.
    private void SetAlarm(long time)
    {
        if (_alarm is not null && _alarmTime <= time)
        {
            return;
        }

        _alarm?.Dispose();
        _alarmTime = time;
        _alarm = _context.RegisterProcessingTimer(time == long.MaxValue ? time : time + 1, _ => FireProcessingTime());
    }
}
