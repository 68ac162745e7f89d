using Flink.Core.Functions;
using Flink.Core.Operators;
using Flink.Core.Records;
using Flink.Core.State;
using Flink.Core.Types.Keys;
using Flink.Streaming.Functions;
using Flink.Streaming.Timers;

namespace Flink.Streaming.Operators;

/// <summary>Runs a function over a keyed stream and a broadcast one, the second input.</summary>
internal sealed class KeyedBroadcastProcessOperator<TIn, TBroadcast, TOut, TKey, TSelector, TComparer>(
    TSelector selector, KeyedBroadcastProcessFunction<TKey, TIn, TBroadcast, TOut> function, IBroadcastStateDescriptor[] descriptors)
    : ConnectedFunctionOperator<TIn, TBroadcast, TOut, KeyedFunctionScope<TKey, TComparer>>, IOnTimerOperator
    where TSelector : struct, IKeySelector<TIn, TKey>
    where TComparer : struct, IKeyComparer<TKey>
{
    private BroadcastStates? _states;
    private KeyedBroadcastProcessFunction<TKey, TIn, TBroadcast, TOut>.ReadOnlyContext? _readOnly;
    private KeyedBroadcastProcessFunction<TKey, TIn, TBroadcast, TOut>.Context? _context;
    private KeyedBroadcastProcessFunction<TKey, TIn, TBroadcast, TOut>.OnTimerContext? _timerContext;

    protected override KeyedFunctionScope<TKey, TComparer> NewScope(OperatorContext context)
    {
        var scope = new KeyedFunctionScope<TKey, TComparer>(context, function, this);
        _states = new BroadcastStates(scope.OperatorState, context.OperatorName);
        return scope;
    }

    protected override void MakeContexts()
    {
        _states!.Register(descriptors);
        _readOnly = new KeyedBroadcastProcessFunction<TKey, TIn, TBroadcast, TOut>.ReadOnlyContext(Scope, _states);
        _context = new KeyedBroadcastProcessFunction<TKey, TIn, TBroadcast, TOut>.Context(Scope, _states);
        _timerContext = new KeyedBroadcastProcessFunction<TKey, TIn, TBroadcast, TOut>.OnTimerContext(Scope, _states);
    }

    protected override void ProcessFirst(Batch<TIn> batch)
    {
        var (scope, context, collector) = (Scope, _readOnly!, Collector);
        var keys = selector;
        var records = batch.Records;
        var timestamps = batch.Timestamps;
        for (var i = 0; i < records.Length; i++)
        {
            scope.SetKey(keys.GetKey(in records[i]), typeof(TIn));
            scope.Timestamp = collector.Timestamp = timestamps[i];
            function.ProcessElement(in records[i], context, collector);
        }

        Flush();
    }

    protected override void ProcessSecond(Batch<TBroadcast> batch)
    {
        var (scope, context, collector) = (Scope, _context!, Collector);
        var records = batch.Records;
        var timestamps = batch.Timestamps;
        for (var i = 0; i < records.Length; i++)
        {
            scope.States.Current.Reset();
            scope.Timestamp = collector.Timestamp = timestamps[i];
            function.ProcessBroadcastElement(in records[i], context, collector);
        }

        Flush();
    }

    void IOnTimerOperator.OnTimer(TimeDomain domain, long time)
    {
        Collector.Timestamp = domain == TimeDomain.EventTime ? time : Timestamp.None;
        _timerContext!.TimeDomain = domain;
        function.OnTimer(time, _timerContext, Collector);
    }
}
