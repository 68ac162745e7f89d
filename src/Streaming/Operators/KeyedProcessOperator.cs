using Flink.Core.Functions;
using Flink.Core.Operators;
using Flink.Core.Records;
using Flink.Core.State;
using Flink.Core.Types.Keys;
using Flink.Streaming.Functions;
using Flink.Streaming.Timers;

namespace Flink.Streaming.Operators;

/// <summary>Runs a process function over keys.</summary>
internal sealed class KeyedProcessOperator<TIn, TOut, TKey, TSelector, TComparer>(TSelector selector, KeyedProcessFunction<TKey, TIn, TOut> function)
    : OneInputOperator<TIn, TOut>, IOnTimerOperator
    where TSelector : struct, IKeySelector<TIn, TKey>
    where TComparer : struct, IKeyComparer<TKey>
{
    private KeyedFunctionScope<TKey, TComparer>? _scope;
    private KeyedProcessFunction<TKey, TIn, TOut>.Context? _context;
    private KeyedProcessFunction<TKey, TIn, TOut>.OnTimerContext? _timerContext;
    private Collector<TOut>? _collector;

    public override void Initialize(OperatorContext context)
    {
        base.Initialize(context);
        _scope = new KeyedFunctionScope<TKey, TComparer>(context, function, this);
    }

    public override void Restore(StateReader state) => _scope!.Restore(state);

    public override void Open()
    {
        _context = new KeyedProcessFunction<TKey, TIn, TOut>.Context(_scope!);
        _timerContext = new KeyedProcessFunction<TKey, TIn, TOut>.OnTimerContext(_scope!);
        _collector = new Collector<TOut>(Output);
        _scope!.Open();
    }

    public override void Process(Batch<TIn> batch)
    {
        var (scope, context, collector) = (_scope!, _context!, _collector!);
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

    public override void Process(Watermark watermark)
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
