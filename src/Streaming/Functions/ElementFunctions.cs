using Flink.Core.Functions;

namespace Flink.Streaming.Functions;

internal sealed class MapElement<TIn, TOut>(IMapFunction<TIn, TOut> function) : ElementFunction<TIn, TOut>(function)
{
    public override void Process(in TIn record, Collector<TOut> output) => output.Collect(function.Map(in record));
}

internal sealed class FilterElement<T>(IFilterFunction<T> function) : ElementFunction<T, T>(function)
{
    public override void Process(in T record, Collector<T> output)
    {
        if (function.Filter(in record))
        {
            output.Collect(in record);
        }
    }
}

internal sealed class UpdateElement<T>(IUpdateFunction<T> function) : ElementFunction<T, T>(function)
{
    public override void Process(in T record, Collector<T> output)
    {
        var updated = record;
        function.Update(ref updated);
        output.Collect(in updated);
    }
}

internal sealed class FlatMapElement<TIn, TOut>(IFlatMapFunction<TIn, TOut> function) : ElementFunction<TIn, TOut>(function)
{
    public override void Process(in TIn record, Collector<TOut> output)
    {
        var collector = new CollectorStruct(output);
        function.FlatMap(in record, ref collector);
    }

    private readonly struct CollectorStruct(Collector<TOut> output) : ICollector<TOut>
    {
        public long Timestamp => output.Timestamp;

        public void Collect(in TOut record) => output.Collect(in record);

        public void Collect(in TOut record, long timestamp) => output.Collect(in record, timestamp);
    }
}
