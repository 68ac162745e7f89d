using Flink.Core.Functions;

namespace Flink.Streaming.Functions;

/// <summary>Sorts a partition by a key; records of equal keys stay in the order of their arrival.</summary>
internal sealed class PartitionSort<T, TKey>(Func<T, TKey> selector, SortOrder order) : IMapPartitionFunction<T, T>
{
    public void MapPartition(IReadOnlyList<T> records, Collector<T> output)
    {
        var sorted = order == SortOrder.Ascending ? records.OrderBy(selector) : records.OrderByDescending(selector);
        foreach (var record in sorted)
        {
            output.Collect(in record);
        }
    }
}
