using Flink.Core.Partitioning;

namespace Flink.Runtime.Network;

/// <summary>Lets a partitioner of the job graph look at the records (hash, custom).</summary>
/// <param name="partitioner">Shared by all senders.</param>
/// <param name="channels">Receivers.</param>
/// <param name="maxParallelism">Key groups of the receiving vertex.</param>
public sealed class RecordSelector<T>(RecordPartitioner<T> partitioner, int channels, int maxParallelism) : IChannelSelector<T>
{
    /// <inheritdoc/>
    public void Select(ReadOnlySpan<T> records, Span<int> chosen) =>
        partitioner.Select(records, chosen, channels, maxParallelism);
}
