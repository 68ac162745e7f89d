using Flink.Core.Functions;
using Flink.Core.Metrics;
using Flink.Core.Operators;

namespace Flink.Streaming.Windowing.Operators;

/// <summary>Takes the records that are too late: into a side output, or into a counter.</summary>
internal sealed class LateRecords<T>
{
    private readonly Collector<T>? _output;
    private readonly LongCounter _dropped = new();

    public LateRecords(OperatorContext context, WindowLateness<T> lateness)
    {
        if (lateness.Tag is { } tag)
        {
            _output = new Collector<T>(context.SideOutput(tag));
        }

        context.AddAccumulator($"{context.OperatorName}.numLateRecordsDropped", _dropped);
    }

    public void Add(in T record, long timestamp)
    {
        if (_output is null)
        {
            _dropped.Add(1);
        }
        else
        {
            _output.Collect(in record, timestamp);
        }
    }

    public void Flush() => _output?.Flush();
}
