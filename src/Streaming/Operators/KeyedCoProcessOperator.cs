using Flink.Core.Functions;
using Flink.Core.Operators;
using Flink.Core.Records;
using Flink.Core.State;
using Flink.Core.Types.Keys;
using Flink.Streaming.Functions;
using Flink.Streaming.Timers;

namespace Flink.Streaming.Operators;

/// <summary>Runs a function over two connected streams that are keyed alike.</summary>
internal sealed class KeyedCoProcessOperator<TFirst, TSecond, TOut, TKey, TFirstSelector, TSecondSelector, TComparer>(
    TFirstSelector firstSelector, TSecondSelector secondSelector, KeyedCoProcessFunction<TKey, TFirst, TSecond, TOut> function)
    : TwoInputOperator<TFirst, TSecond, TOut>, IOnTimerOperator
    where TFirstSelector : struct, IKeySelector<TFirst, TKey>
    where TSecondSelector : struct, IKeySelector<TSecond, TKey>
    where TComparer : struct, IKeyComparer<TKey>
{
    private KeyedFunctionScope<TKey, TComparer>? _scope;
    private KeyedCoProcessFunction<TKey, TFirst, TSecond, TOut>.Context? _context;
    private KeyedCoProcessFunction<TKey, TFirst, TSecond, TOut>.OnTimerContext? _timerContext;
    private Collector<TOut>? _collector;

    public override void Initialize(OperatorContext context)
    {
        base.Initialize(context);
        _scope = new KeyedFunctionScope<TKey, TComparer>(context, function, this);
    }

    public override void Restore(StateReader state) => _scope!.Restore(state);

    public override void Open()
    {
        _context = new KeyedCoProcessFunction<TKey, TFirst, TSecond, TOut>.Context(_scope!);
        _timerContext = new KeyedCoProcessFunction<TKey, TFirst, TSecond, TOut>.OnTimerContext(_scope!);
        _collector = new Collector<TOut>(Output);
        _scope!.Open();
    }

    protected override void ProcessFirst(Batch<TFirst> batch)
    {
        var (scope, context, collector) = (_scope!, _context!, _collector!);
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
        var (scope, context, collector) = (_scope!, _context!, _collector!);
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

    protected override void Process(Watermark watermark)
    {
        _scope!.Advance(watermark);
        base.Process(watermark);
    }

    public override void Snapshot(StateWriter state) => _scope!.Snapshot(state);

    public override void Close() => _scope?.Close();

    void IOnTimerOperator.OnTimer(TimeDomain domain, long time)
    {
        _collector!.Timestamp = domain == TimeDomain.EventTime ? time : Timestamp.None;
        _timerContext!.TimeDomain = domain;
        function.OnTimer(time, _timerContext, _collector);
    }

    public void Flush()
    {
        _collector!.Flush();
        _scope!.Flush();
    }
}
