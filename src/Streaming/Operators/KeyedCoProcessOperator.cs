using Flink.Core.Functions;
using Flink.Core.Operators;
using Flink.Core.Records;
using Flink.Core.Types.Keys;
using Flink.Streaming.Functions;
using Flink.Streaming.Timers;

namespace Flink.Streaming.Operators;

/// <summary>Runs a function over two connected streams that are keyed alike.</summary>
internal sealed class KeyedCoProcessOperator<TFirst, TSecond, TOut, TKey, TFirstSelector, TSecondSelector, TComparer>(
    TFirstSelector firstSelector, TSecondSelector secondSelector, KeyedCoProcessFunction<TKey, TFirst, TSecond, TOut> function)
    : ConnectedFunctionOperator<TFirst, TSecond, TOut, KeyedFunctionScope<TKey, TComparer>>, IOnTimerOperator
    where TFirstSelector : struct, IKeySelector<TFirst, TKey>
    where TSecondSelector : struct, IKeySelector<TSecond, TKey>
    where TComparer : struct, IKeyComparer<TKey>
{
    private KeyedCoProcessFunction<TKey, TFirst, TSecond, TOut>.Context? _context;
    private KeyedCoProcessFunction<TKey, TFirst, TSecond, TOut>.OnTimerContext? _timerContext;

    protected override KeyedFunctionScope<TKey, TComparer> NewScope(OperatorContext context) => new KeyedFunctionScope<TKey, TComparer>(context, function, this);

    protected override void MakeContexts()
    {
        _context = new KeyedCoProcessFunction<TKey, TFirst, TSecond, TOut>.Context(Scope);
        _timerContext = new KeyedCoProcessFunction<TKey, TFirst, TSecond, TOut>.OnTimerContext(Scope);
    }

    protected override void ProcessFirst(Batch<TFirst> batch)
    {
        var (scope, context, collector) = (Scope, _context!, Collector);
        var keys = firstSelector;
        var records = batch.Records;
        var timestamps = batch.Timestamps;
        for (var i = 0; i < records.Length; i++)
        {
            scope.SetKey(keys.GetKey(in records[i]), typeof(TFirst));
            scope.Timestamp = collector.Timestamp = timestamps[i];
            function.ProcessElement1(in records[i], context, collector);
        }

        Flush();
    }

    protected override void ProcessSecond(Batch<TSecond> batch)
    {
        var (scope, context, collector) = (Scope, _context!, Collector);
        var keys = secondSelector;
        var records = batch.Records;
        var timestamps = batch.Timestamps;
        for (var i = 0; i < records.Length; i++)
        {
            scope.SetKey(keys.GetKey(in records[i]), typeof(TSecond));
            scope.Timestamp = collector.Timestamp = timestamps[i];
            function.ProcessElement2(in records[i], context, collector);
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
