using Flink.Core.Functions;
using Flink.Core.Records;
using Flink.Core.Types.Keys;
using Flink.Streaming.Functions;
using Flink.Streaming.State;

namespace Flink.Streaming.Operators;

/// <summary>Gives all records of a key of a bounded stream to a function when the input has ended. Keeps every record in memory until then.</summary>
internal sealed class KeyedMapPartitionOperator<T, TKey, TOut, TSelector, TComparer>(TSelector selector, IMapPartitionFunction<T, TOut> function)
    : KeyedOperator<T, TOut, TKey, List<T>, TSelector, TComparer>(selector)
    where TSelector : struct, IKeySelector<T, TKey>
    where TComparer : struct, IKeyComparer<TKey>
{
    public override void Open() => FunctionObject.Open(function, Context);

    public override void Process(Batch<T> batch)
    {
        foreach (ref var record in batch.Records)
        {
            Kept<T>.Compact(ref record);
            ref var records = ref Find(in record, out var isNew);
            if (isNew)
            {
                records = [];
            }

            records.Add(record);
        }
    }

    public override void Finish()
    {
        var collector = new Collector<TOut>(Output);
        Table.ForEach((in TKey _, ref List<T> records) => function.MapPartition(records, collector));
        collector.Flush();
        Table.Clear();
    }

    public override void Close() => FunctionObject.Close(function);
}
