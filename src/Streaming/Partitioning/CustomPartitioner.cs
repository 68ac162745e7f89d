using Flink.Core;
using Flink.Core.Functions;
using Flink.Core.Partitioning;

namespace Flink.Streaming.Partitioning;

/// <summary>The user says which subtask gets which key.</summary>
/// <param name="selector">Gives the key.</param>
/// <param name="partitioner">Chooses the subtask.</param>
/// <param name="stream">Name of the stream that is partitioned, for messages.</param>
internal sealed class CustomPartitioner<T, TKey, TSelector>(TSelector selector, IPartitioner<TKey> partitioner, string stream) : RecordPartitioner<T>
    where TSelector : struct, IKeySelector<T, TKey>
{
    public override string Name => "CUSTOM";

    public override void Select(ReadOnlySpan<T> records, Span<int> receivers, int numberOfReceivers, int maxParallelism)
    {
        for (var i = 0; i < records.Length; i++)
        {
            var receiver = partitioner.Partition(selector.GetKey(in records[i]), numberOfReceivers);
            if ((uint)receiver >= (uint)numberOfReceivers)
            {
                throw new FlinkException(
                    $"The partitioner {partitioner.GetType()} of '{stream}' chose subtask {receiver}; there are {numberOfReceivers}, numbered from 0.");
            }

            receivers[i] = receiver;
        }
    }
}
