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
    : TwoInputOperator<TIn, TBroadcast, TOut>, IOnTimerOperator
    where TSelector : struct, IKeySelector<TIn, TKey>
    where TComparer : struct, IKeyComparer<TKey>
{
    private KeyedFunctionScope<TKey, TComparer>? _scope;
    private BroadcastStates? _states;
    private KeyedBroadcastProcessFunction<TKey, TIn, TBroadcast, TOut>.ReadOnlyContext? _readOnly;
    private KeyedBroadcastProcessFunction<TKey, TIn, TBroadcast, TOut>.Context? _context;
    private KeyedBroadcastProcessFunction<TKey, TIn, TBroadcast, TOut>.OnTimerContext? _timerContext;
    private Collector<TOut>? _collector;

    public override void Initialize(OperatorContext context)
    {
        base.Initialize(context);
        _scope = new KeyedFunctionScope<TKey, TComparer>(context, function, this);
        _states = new BroadcastStates(_scope.OperatorState, context.OperatorName);
    }

    public override void Restore(StateReader state) => _scope!.Restore(state);

    public override void Open()
    {
        _states!.Register(descriptors);
        _readOnly = new KeyedBroadcastProcessFunction<TKey, TIn, TBroadcast, TOut>.ReadOnlyContext(_scope!, _states);
        _context = new KeyedBroadcastProcessFunction<TKey, TIn, TBroadcast, TOut>.Context(_scope!, _states);
        _timerContext = new KeyedBroadcastProcessFunction<TKey, TIn, TBroadcast, TOut>.OnTimerContext(_scope!, _states);
        _collector = new Collector<TOut>(Output);
        _scope!.Open();
    }

    protected override void ProcessFirst(Batch<TIn> batch)
    {
        var (scope, context, collector) = (_scope!, _readOnly!, _collector!);
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
        var (scope, context, collector) = (_scope!, _context!, _collector!);
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
