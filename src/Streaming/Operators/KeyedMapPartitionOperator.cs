using Flink.Core.Functions;
using Flink.Core.Records;
using Flink.Core.Types.Keys;
using Flink.Streaming.Functions;
using Flink.Streaming.State;
using Flink.Streaming.State.Tables;

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
        var records = batch.Records;
        var values = Values;
        values.Begin(records);
        for (var i = 0; i < records.Length; i++)
        {
            Kept<T>.Compact(ref records[i]);
            ref var ofKey = ref values.Find(records, i, out var isNew);
            if (isNew)
            {
                ofKey = [];
            }

            ofKey.Add(records[i]);
        }
    }

    public override void Finish()
    {
        var emission = new Emission(function, new Collector<TOut>(Output));
        Table.Read(ref emission);
        emission.Collector.Flush();
        Table.Clear();
    }

    public override void Close()
    {
        base.Close();
        FunctionObject.Close(function);
    }

    private readonly struct Emission(IMapPartitionFunction<T, TOut> function, Collector<TOut> collector) : IEntryVisitor<TKey, List<T>>
    {
        public Collector<TOut> Collector => collector;

        public void Visit(in TKey key, ulong hash, ref List<T> value) => function.MapPartition(value, collector);
    }
}
