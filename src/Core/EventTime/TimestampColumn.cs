using System.Runtime.CompilerServices;
using Flink.Core.Records;

namespace Flink.Core.EventTime;

/// <summary>Fills the column of timestamps of a batch: one virtual call for each batch.</summary>
/// <typeparam name="T">The record type.</typeparam>
public abstract class TimestampColumn<T>
{
    /// <summary>Assigns the timestamp of every record.</summary>
    public abstract void Assign(Batch<T> batch);

    /// <summary>Closes the loop over an assigner.</summary>
    /// <param name="assigner">A boxed struct that is an <see cref="ITimestampAssigner{T}"/>; every loop works with a copy.</param>
    public static TimestampColumn<T> Of(object assigner)
    {
        var type = typeof(Closed<>).MakeGenericType(typeof(T), assigner.GetType());
        return (TimestampColumn<T>)Activator.CreateInstance(type, assigner)!;
    }

    private sealed class Closed<TAssigner>(TAssigner assigner) : TimestampColumn<T>
        where TAssigner : struct, ITimestampAssigner<T>
    {
        private TAssigner _assigner = assigner;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public override void Assign(Batch<T> batch)
        {
            var records = batch.Records;
            var timestamps = batch.Timestamps;
            var assigner = _assigner;
            for (var i = 0; i < records.Length && i < timestamps.Length; i++)
            {
                timestamps[i] = assigner.ExtractTimestamp(in records[i], timestamps[i]);
            }

            _assigner = assigner;
        }
    }
}
