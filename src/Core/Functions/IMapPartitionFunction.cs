namespace Flink.Core.Functions;

/// <summary>Turns all records of a partition of a bounded stream into any number of results.</summary>
public interface IMapPartitionFunction<TIn, TOut>
{
    /// <summary>Called once for each partition that has records, when the input has ended.</summary>
    /// <param name="records">The partition's records in the order of their arrival; valid for the time of the call.</param>
    /// <param name="output">Takes the results.</param>
    void MapPartition(IReadOnlyList<TIn> records, Collector<TOut> output);
}
