using Flink.Core.Functions;
using Flink.Core.Partitioning;
using Flink.Core.Types;
using Flink.Core.Types.Keys;

namespace Flink.Streaming.Partitioning;

/// <summary>Records of one key go to the subtask that owns the key's group.</summary>
/// <param name="selector">Gives the key.</param>
/// <param name="stream">Name of the stream that is keyed, for messages.</param>
internal sealed class KeyGroupPartitioner<T, TKey, TSelector, TComparer>(TSelector selector, string stream) : RecordPartitioner<T>
    where TSelector : struct, IKeySelector<T, TKey>
    where TComparer : struct, IKeyComparer<TKey>
{
    public override string Name => "HASH";

    public override void Select(ReadOnlySpan<T> records, Span<int> receivers, int numberOfReceivers, int maxParallelism)
    {
        var keys = selector;
        for (var i = 0; i < records.Length; i++)
        {
            var key = keys.GetKey(in records[i]);
            if (NullKey.Is(in key))
            {
                throw NullKey.Of(stream, typeof(T));
            }

            receivers[i] = KeyGroups.OperatorIndexOf(default(TComparer).Hash(in key), maxParallelism, numberOfReceivers);
        }
    }
}
