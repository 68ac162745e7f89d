using Flink.Core.Functions;

namespace Flink.Streaming.Partitioning;

/// <summary>A partitioner given as a delegate.</summary>
internal sealed class FuncPartitioner<TKey>(Func<TKey, int, int> function) : IPartitioner<TKey>
{
    public int Partition(TKey key, int subtasks) => function(key, subtasks);
}
