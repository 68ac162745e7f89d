using Flink.Core.Functions;
using Flink.Core.Operators;
using Flink.Core.Records;
using Flink.Core.State;
using Flink.Streaming.Functions;

namespace Flink.Streaming.Operators;

/// <summary>Runs a function over a stream and a broadcast one, the second input.</summary>
internal sealed class BroadcastProcessOperator<TIn, TBroadcast, TOut>(
    BroadcastProcessFunction<TIn, TBroadcast, TOut> function, IBroadcastStateDescriptor[] descriptors)
    : ConnectedFunctionOperator<TIn, TBroadcast, TOut, FunctionScope>
{
    private BroadcastStates? _states;
    private BroadcastProcessFunction<TIn, TBroadcast, TOut>.ReadOnlyContext? _readOnly;
    private BroadcastProcessFunction<TIn, TBroadcast, TOut>.Context? _context;

    protected override FunctionScope NewScope(OperatorContext context)
    {
        var scope = new FunctionScope(context, function);
        _states = new BroadcastStates(scope.OperatorState, context.OperatorName);
        return scope;
    }

    protected override void MakeContexts()
    {
        _states!.Register(descriptors);
        _readOnly = new BroadcastProcessFunction<TIn, TBroadcast, TOut>.ReadOnlyContext(Scope, _states);
        _context = new BroadcastProcessFunction<TIn, TBroadcast, TOut>.Context(Scope, _states);
    }

    protected override void ProcessFirst(Batch<TIn> batch)
    {
        var (scope, context, collector) = (Scope, _readOnly!, Collector);
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
        var (scope, context, collector) = (Scope, _context!, Collector);
        var records = batch.Records;
        var timestamps = batch.Timestamps;
        for (var i = 0; i < records.Length; i++)
        {
            scope.Timestamp = collector.Timestamp = timestamps[i];
            function.ProcessBroadcastElement(in records[i], context, collector);
        }

        Flush();
    }
}
