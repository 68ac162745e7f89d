using Flink.Core.Functions;
using Flink.Core.Operators;
using Flink.Core.Records;
using Flink.Core.State;
using Flink.Streaming.Functions;

namespace Flink.Streaming.Operators;

/// <summary>Runs a function over a stream and a broadcast one, the second input.</summary>
internal sealed class BroadcastProcessOperator<TIn, TBroadcast, TOut>(
    BroadcastProcessFunction<TIn, TBroadcast, TOut> function, IBroadcastStateDescriptor[] descriptors)
    : TwoInputOperator<TIn, TBroadcast, TOut>
{
    private FunctionScope? _scope;
    private BroadcastStates? _states;
    private BroadcastProcessFunction<TIn, TBroadcast, TOut>.ReadOnlyContext? _readOnly;
    private BroadcastProcessFunction<TIn, TBroadcast, TOut>.Context? _context;
    private Collector<TOut>? _collector;

    public override void Initialize(OperatorContext context)
    {
        base.Initialize(context);
        _scope = new FunctionScope(context, function);
        _states = new BroadcastStates(_scope.OperatorState, context.OperatorName);
    }

    public override void Restore(StateReader state) => _scope!.Restore(state);

    public override void Open()
    {
        _states!.Register(descriptors);
        _readOnly = new BroadcastProcessFunction<TIn, TBroadcast, TOut>.ReadOnlyContext(_scope!, _states);
        _context = new BroadcastProcessFunction<TIn, TBroadcast, TOut>.Context(_scope!, _states);
        _collector = new Collector<TOut>(Output);
        _scope!.Open();
    }

    protected override void ProcessFirst(Batch<TIn> batch)
    {
        var (scope, context, collector) = (_scope!, _readOnly!, _collector!);
        var records = batch.Records;
        var timestamps = batch.Timestamps;
        for (var i = 0; i < records.Length; i++)
        {
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

    private void Flush()
    {
        _collector!.Flush();
        _scope!.Flush();
    }
}
