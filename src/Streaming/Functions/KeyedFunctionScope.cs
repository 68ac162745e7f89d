using Flink.Core.Functions;
using Flink.Core.Operators;
using Flink.Core.Records;
using Flink.Core.State;
using Flink.Core.Types.Keys;
using Flink.Streaming.Partitioning;
using Flink.Streaming.State.Keyed;
using Flink.Streaming.Timers;

namespace Flink.Streaming.Functions;

/// <summary>As <see cref="FunctionScope"/>, for a function over keys: with keyed state and timers.</summary>
internal sealed class KeyedFunctionScope<TKey, TComparer> : FunctionScope, IKeyedScope<TKey>, ITimerService, ITimerTarget<TKey, NoNamespace>
    where TComparer : struct, IKeyComparer<TKey>
{
    private readonly IOnTimerOperator _operator;
    private readonly TimerService<TKey, NoNamespace, TComparer, NoNamespaceComparer> _timers;

    /// <param name="context">The operator's context.</param>
    /// <param name="function">The user's function, or the adapter of one.</param>
    /// <param name="onTimer">Calls the function when a timer is due.</param>
    public KeyedFunctionScope(OperatorContext context, object function, IOnTimerOperator onTimer)
        : base(context, function)
    {
        _operator = onTimer;
        _timers = new TimerService<TKey, NoNamespace, TComparer, NoNamespaceComparer>("timers", context, this);
        States = new KeyedStateBackend<TKey, TComparer>(context);
        RuntimeContext = new KeyedRuntimeContext(context, States);
    }

    public KeyedStateBackend<TKey, TComparer> States { get; }

    public override RuntimeContext RuntimeContext { get; }

    public TKey CurrentKey => States.Current.Key;

    public ITimerService Timers => this;

    FunctionScope IKeyedScope<TKey>.Scope => this;

    /// <summary>Makes the key of a record the current one.</summary>
    /// <param name="key">The key.</param>
    /// <param name="recordType">Type of the record, for the message about null.</param>
    public void SetKey(in TKey key, Type recordType)
    {
        if (NullKey.Is(in key))
        {
            throw NullKey.Of(OperatorName, recordType);
        }

        States.Current.Set(in key, default(TComparer).Hash(in key));
    }

    public void ApplyToKeyedState<TState>(StateDescriptor<TState> descriptor, Action<TKey, TState> function)
        where TState : class, IState => States.ApplyToAllKeys(descriptor, function);

    public override void Advance(Watermark watermark)
    {
        base.Advance(watermark);
        _timers.AdvanceWatermark(watermark.Time);
        _operator.Flush();
    }

    public override void Restore(StateReader state)
    {
        base.Restore(state);
        States.Restore(state);
        _timers.Restore(state);
    }

    public override void Snapshot(StateWriter state)
    {
        base.Snapshot(state);
        States.Snapshot(state);
        _timers.Snapshot(state);
    }

    public override void Close()
    {
        _timers.Dispose();
        try
        {
            base.Close();
        }
        finally
        {
            States.Dispose();
        }
    }

    public void RegisterEventTimeTimer(long time) =>
        _timers.RegisterEventTimeTimer(in States.Current.Key, States.Current.Hash, default, time);

    public void RegisterProcessingTimeTimer(long time) =>
        _timers.RegisterProcessingTimeTimer(in States.Current.Key, States.Current.Hash, default, time);

    public void DeleteEventTimeTimer(long time) =>
        _timers.DeleteEventTimeTimer(in States.Current.Key, States.Current.Hash, default, time);

    public void DeleteProcessingTimeTimer(long time) =>
        _timers.DeleteProcessingTimeTimer(in States.Current.Key, States.Current.Hash, default, time);

    void ITimerTarget<TKey, NoNamespace>.OnEventTime(in TKey key, in NoNamespace @namespace, long time) => Fire(TimeDomain.EventTime, in key, time);

    void ITimerTarget<TKey, NoNamespace>.OnProcessingTime(in TKey key, in NoNamespace @namespace, long time)
    {
        Fire(TimeDomain.ProcessingTime, in key, time);
        _operator.Flush();
    }

    private void Fire(TimeDomain domain, in TKey key, long time)
    {
        States.Current.Set(in key, default(TComparer).Hash(in key));
        Timestamp = time;
        _operator.OnTimer(domain, time);
    }
}
