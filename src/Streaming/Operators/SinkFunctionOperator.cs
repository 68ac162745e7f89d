using Flink.Core.Functions;
using Flink.Core.Operators;
using Flink.Core.Records;
using Flink.Core.State;
using Flink.Streaming.Functions;

namespace Flink.Streaming.Operators;

/// <summary>Runs a sink function with operator state at the end of a chain. Emits nothing; signals end here.</summary>
internal sealed class SinkFunctionOperator<T>(ISinkFunction<T> function) : OneInputOperator<T, object>
{
    private FunctionScope? _scope;

    public override void Initialize(OperatorContext context)
    {
        base.Initialize(context);
        _scope = new FunctionScope(context, function);
    }

    public override void Restore(StateReader state) => _scope!.Restore(state);

    public override void Open() => _scope!.Open();

    public override void Process(Batch<T> batch)
    {
        var records = batch.Records;
        var timestamps = batch.Timestamps;
        for (var i = 0; i < records.Length; i++)
        {
            function.Invoke(in records[i], timestamps[i]);
        }
    }

    public override void Process(Watermark watermark)
    {
    }

    public override void Process(StreamStatus status)
    {
    }

    public override void Process(LatencyMarker marker)
    {
    }

    public override void Snapshot(StateWriter state) => _scope!.Snapshot(state);

    public override void Close() => _scope?.Close();
}
