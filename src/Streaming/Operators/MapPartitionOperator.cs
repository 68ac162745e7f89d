using System.Runtime.InteropServices;
using Flink.Core.Functions;
using Flink.Core.Operators;
using Flink.Core.Records;
using Flink.Core.State;
using Flink.Streaming.Functions;
using Flink.Streaming.State;

namespace Flink.Streaming.Operators;

/// <summary>Gives all records of a subtask of a bounded stream to a function when the input has ended. Keeps every record in memory until then.</summary>
internal sealed class MapPartitionOperator<T, TOut>(IMapPartitionFunction<T, TOut> function) : OneInputOperator<T, TOut>
{
    private const string StateName = "records";

    private List<T> _records = [];

    public override void Restore(StateReader state) => _records = EntryList.Read<T>(state, StateName);

    public override void Open() => FunctionObject.Open(function, Context);

    public override void Process(Batch<T> batch)
    {
        foreach (ref var record in batch.Records)
        {
            Kept<T>.Compact(ref record);
            _records.Add(record);
        }
    }

    public override void Snapshot(StateWriter state) => EntryList.Write<T>(state, StateName, CollectionsMarshal.AsSpan(_records));

    public override void Finish()
    {
        if (_records.Count > 0)
        {
            var collector = new Collector<TOut>(Output);
            function.MapPartition(_records, collector);
            collector.Flush();
            _records = [];
        }
    }

    public override void Close() => FunctionObject.Close(function);
}
