using Flink.Core.Functions;
using Flink.Core.Operators;
using Flink.Core.Records;
using Flink.Core.State;
using Flink.Streaming.Functions;

namespace Flink.Streaming.Operators;

/// <summary>Runs a process function.</summary>
internal sealed class ProcessOperator<TIn, TOut>(ProcessFunction<TIn, TOut> function) : OneInputOperator<TIn, TOut>
{
    private FunctionScope? _scope;
    private ProcessFunction<TIn, TOut>.Context? _context;
    private Collector<TOut>? _collector;

    public override void Initialize(OperatorContext context)
    {
        base.Initialize(context);
        _scope = new FunctionScope(context, function);
    }

    public override void Restore(StateReader state) => _scope!.Restore(state);

    public override void Open()
    {
        _context = new ProcessFunction<TIn, TOut>.Context(_scope!);
        _collector = new Collector<TOut>(Output);
        _scope!.Open();
    }

    public override void Process(Batch<TIn> batch)
    {
        var (scope, context, collector) = (_scope!, _context!, _collector!);
        var records = batch.Records;
        var timestamps = batch.Timestamps;
        for (var i = 0; i < records.Length; i++)
        {
            scope.Timestamp = collector.Timestamp = timestamps[i];
            function.ProcessElement(in records[i], context, collector);
        }

        collector.Flush();
        scope.Flush();
    }

    public override void Process(Watermark watermark)
    {
        _scope!.Advance(watermark);
        base.Process(watermark);
    }

    public override void Snapshot(StateWriter state) => _scope!.Snapshot(state);

    public override void Close() => _scope?.Close();
}
