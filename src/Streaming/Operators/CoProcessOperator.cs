using Flink.Core.Functions;
using Flink.Core.Operators;
using Flink.Core.Records;
using Flink.Core.State;
using Flink.Streaming.Functions;

namespace Flink.Streaming.Operators;

/// <summary>Runs a function over two connected streams.</summary>
internal sealed class CoProcessOperator<TFirst, TSecond, TOut>(CoProcessFunction<TFirst, TSecond, TOut> function)
    : TwoInputOperator<TFirst, TSecond, TOut>
{
    private FunctionScope? _scope;
    private CoProcessFunction<TFirst, TSecond, TOut>.Context? _context;
    private Collector<TOut>? _collector;

    public override void Initialize(OperatorContext context)
    {
        base.Initialize(context);
        _scope = new FunctionScope(context, function);
    }

    public override void Restore(StateReader state) => _scope!.Restore(state);

    public override void Open()
    {
        _context = new CoProcessFunction<TFirst, TSecond, TOut>.Context(_scope!);
        _collector = new Collector<TOut>(Output);
        _scope!.Open();
    }

    protected override void ProcessFirst(Batch<TFirst> batch)
    {
        var (scope, context, collector) = (_scope!, _context!, _collector!);
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
        var (scope, context, collector) = (_scope!, _context!, _collector!);
        var records = batch.Records;
        var timestamps = batch.Timestamps;
        for (var i = 0; i < records.Length; i++)
        {
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

    private void Flush()
    {
        _collector!.Flush();
        _scope!.Flush();
    }
}
