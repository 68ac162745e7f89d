using Flink.Core.Records;
using Flink.Core.Types;

namespace Flink.Runtime.Network;

/// <summary>Copies batches at a fan-out, so deep that no change of one copy can be seen in another.</summary>
/// <typeparam name="T">The record type.</typeparam>
public sealed class BatchCopier<T>
{
    private Batch<T>? _copy;

    /// <summary>A copy, lent until the next call.</summary>
    public Batch<T> Copy(Batch<T> batch)
    {
        if (_copy is null || _copy.Capacity < batch.Count)
        {
            _copy = new Batch<T>(batch.Capacity);
        }

        _copy.Clear();
        if (RecordCopier<T>.IsTrivial)
        {
            batch.CopyTo(_copy, 0, batch.Count);
        }
        else
        {
            _copy.Append(batch.Count, out var records, out var timestamps);
            RecordCopier<T>.Copy(batch.Records, records);
            batch.Timestamps.CopyTo(timestamps);
        }

        return _copy;
    }
}
