using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Flink.Core.Records;

/// <summary>An array of records with a column of event timestamps: the unit that crosses every virtual call of the engine.</summary>
/// <typeparam name="T">The record type; unmanaged structs are the fast case.</typeparam>
/// <remarks>
/// A batch has one owner at a time. Inside a chain it is <em>lent</em>: the receiver of
/// <see cref="Operators.IInput{T}.Process(Batch{T})"/> may change, shrink or take the contents (<see cref="Swap"/>), but must
/// not keep the object. At an exchange it is handed over. Not safe for concurrent use.
/// </remarks>
public sealed class Batch<T> : Batch
{
    private T[] _records;
    private long[] _timestamps;

    /// <summary>An empty batch.</summary>
    /// <param name="capacity">Records that fit; at least 1.</param>
    public Batch(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        _records = new T[capacity];
        _timestamps = new long[capacity];
    }

    /// <inheritdoc/>
    public override int Capacity => _timestamps.Length;

    /// <summary>True when no further record fits.</summary>
    public bool IsFull => Count == _timestamps.Length;

    /// <summary>The records, writable in place by whoever the batch is lent to.</summary>
    public Span<T> Records => MemoryMarshal.CreateSpan(ref MemoryMarshal.GetArrayDataReference(_records), Count);

    /// <summary>Event timestamps in milliseconds since the epoch, one a record; <see cref="Timestamp.None"/> where there is none.</summary>
    public Span<long> Timestamps => MemoryMarshal.CreateSpan(ref MemoryMarshal.GetArrayDataReference(_timestamps), Count);

    /// <summary>Appends one record; the batch must not be full.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(in T record, long timestamp)
    {
        var index = Count;
        _records[index] = record;
        _timestamps[index] = timestamp;
        Count = index + 1;
    }

    /// <summary>Appends one record, if there is room.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryAdd(in T record, long timestamp)
    {
        var (index, timestamps) = (Count, _timestamps);
        if ((uint)index >= (uint)timestamps.Length)
        {
            return false;
        }

        // Both arrays have the same length.
        timestamps[index] = timestamp;
        Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_records), index) = record;
        Count = index + 1;
        return true;
    }

    /// <summary>The arrays themselves, for loops that write results over what they read.</summary>
    internal (T[] Records, long[] Timestamps) Arrays => (_records, _timestamps);

    /// <summary>Makes room for a block of records that the caller fills at once.</summary>
    /// <param name="wanted">How many records the caller has.</param>
    /// <param name="records">The room, at most <paramref name="wanted"/> records; empty when the batch is full. Its contents are undefined.</param>
    /// <param name="timestamps">The timestamps of that room, to be filled too.</param>
    /// <returns>The length of both spans.</returns>
    public int Append(int wanted, out Span<T> records, out Span<long> timestamps)
    {
        var length = Math.Min(wanted, _timestamps.Length - Count);
        records = _records.AsSpan(Count, length);
        timestamps = _timestamps.AsSpan(Count, length);
        Count += length;
        return length;
    }

    /// <summary>Keeps the first <paramref name="count"/> records: what an in-place filter leaves behind.</summary>
    public void Truncate(int count)
    {
        Debug.Assert((uint)count <= (uint)Count, "a batch can only shrink");
        Count = count;
    }

    /// <summary>Exchanges the contents of two batches without copying a record: how a receiver takes what it was lent.</summary>
    /// <param name="other">Usually an empty batch of the receiver; afterwards it holds what this one held, and the reverse.</param>
    public void Swap(Batch<T> other)
    {
        (_records, other._records) = (other._records, _records);
        (_timestamps, other._timestamps) = (other._timestamps, _timestamps);
        (Count, other.Count) = (other.Count, Count);
    }

    /// <summary>Appends a shallow copy of a range of this batch to another one, which must have room for it.</summary>
    public void CopyTo(Batch<T> target, int start, int length)
    {
        _records.AsSpan(start, length).CopyTo(target._records.AsSpan(target.Count));
        _timestamps.AsSpan(start, length).CopyTo(target._timestamps.AsSpan(target.Count));
        target.Count += length;
    }

    /// <inheritdoc/>
    public override void Clear()
    {
        Poison();
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
        {
            Array.Clear(_records, 0, Count);
        }

        Count = 0;
    }

    /// <summary>Empties the batch for another core to fill: as <see cref="Clear"/> does, and writes to each cache line that was read.</summary>
    /// <param name="length">Records that were read; the batch may hold fewer by now, or others. Their contents are undefined afterwards.</param>
    public void Release(int length)
    {
        length = Math.Min(Math.Max(length, Count), Capacity);
        Count = length;
        Clear();
        WriteToLines(_timestamps.AsSpan(0, length));
        if (!RuntimeHelpers.IsReferenceOrContainsReferences<T>())
        {
            WriteToLines(_records.AsSpan(0, length));
        }
    }

    private static void WriteToLines<TValue>(Span<TValue> values) =>
        CacheLines.GiveBack(MemoryMarshal.CreateSpan(ref Unsafe.As<TValue, byte>(ref MemoryMarshal.GetReference(values)), values.Length * Unsafe.SizeOf<TValue>()));

    [Conditional("DEBUG")]
    private void Poison()
    {
        if (!RuntimeHelpers.IsReferenceOrContainsReferences<T>())
        {
            var bytes = MemoryMarshal.CreateSpan(
                ref Unsafe.As<T, byte>(ref MemoryMarshal.GetArrayDataReference(_records)), Count * Unsafe.SizeOf<T>());
            bytes.Fill(0xDD);
        }

        _timestamps.AsSpan(0, Count).Fill(unchecked((long)0xDDDD_DDDD_DDDD_DDDDUL));
    }
}
