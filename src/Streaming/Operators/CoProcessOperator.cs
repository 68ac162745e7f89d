using Flink.Core.Functions;
using Flink.Core.Operators;
using Flink.Core.Records;
using Flink.Streaming.Functions;

namespace Flink.Streaming.Operators;

/// <summary>Runs a function over two connected streams.</summary>
internal sealed class CoProcessOperator<TFirst, TSecond, TOut>(CoProcessFunction<TFirst, TSecond, TOut> function)
    : ConnectedFunctionOperator<TFirst, TSecond, TOut, FunctionScope>
{
    private CoProcessFunction<TFirst, TSecond, TOut>.Context? _context;

    protected override FunctionScope NewScope(OperatorContext context) => new FunctionScope(context, function);

    protected override void MakeContexts()
    {
        _context = new CoProcessFunction<TFirst, TSecond, TOut>.Context(Scope);
    }

    protected override void ProcessFirst(Batch<TFirst> batch)
    {
        var (scope, context, collector) = (Scope, _context!, Collector);
        var records = batch.Records;
        var timestamps = batch.Timestamps;
        for (var i = 0; i < records.Length; i++)
        {
            scope.Timestamp = collector.Timestamp = timestamps[i];
            function.ProcessElement1(in records[i], context, collector);
        }

        Flush();
    }

    protected override void ProcessSecond(Batch<TSecond> batch)
    {
        var (scope, context, collector) = (Scope, _context!, Collector);
        var records = batch.Records;
        var timestamps = batch.Timestamps;
        for (var i = 0; i < records.Length; i++)
        {
            scope.Timestamp = collector.Timestamp = timestamps[i];
            function.ProcessElement2(in records[i], context, collector);
        }

        Flush();
    }
}
