using Flink.Core.Functions;

namespace Flink.Streaming.Functions;

/// <summary>A function over whole partitions given as a delegate.</summary>
internal sealed class ActionMapPartition<TIn, TOut>(Action<IReadOnlyList<TIn>, Collector<TOut>> function) : IMapPartitionFunction<TIn, TOut>
{
    public void MapPartition(IReadOnlyList<TIn> records, Collector<TOut> output) => function(records, output);
}
