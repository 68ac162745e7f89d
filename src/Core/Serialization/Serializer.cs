using System.Buffers;

namespace Flink.Core.Serialization;

/// <summary>Turns records of one type into bytes and back, a batch at a call.</summary>
/// <typeparam name="T">Type of the records.</typeparam>
/// <remarks>
/// A serializer has no state and may be used by any number of threads. The bytes do not name their type: who stores them stores
/// beside them what wrote them. Objects that a record reaches twice become two, and a record that reaches itself is refused.
/// </remarks>
public abstract class Serializer<T>
{
    /// <summary>The least number of bytes that a record takes; at least 1.</summary>
    public abstract int MinSize { get; }

    /// <summary>How the records are written that this reads.</summary>
    public abstract RecordSchema Schema { get; }

    /// <summary>Writes one record.</summary>
    /// <exception cref="FlinkException">The record holds what its type did not say: an object of a derived class, a cycle.</exception>
    public abstract void Write(ref RecordWriter writer, in T record);

    /// <summary>Writes records one after the other, without their count.</summary>
    /// <inheritdoc cref="Write" path="/exception"/>
    public abstract void WriteAll(ref RecordWriter writer, ReadOnlySpan<T> records);

    /// <summary>Reads one record.</summary>
    /// <exception cref="CorruptDataException">The bytes are not such a record.</exception>
    public abstract void Read(ref RecordReader reader, out T record);

    /// <summary>Reads as many records as <paramref name="target"/> has places.</summary>
    /// <exception cref="CorruptDataException">The bytes are not so many records; how many places were filled is undefined.</exception>
    public abstract void ReadAll(ref RecordReader reader, Span<T> target);

    /// <summary>Appends records to a buffer, without their count.</summary>
    /// <inheritdoc cref="Write" path="/exception"/>
    public void Serialize(ReadOnlySpan<T> records, IBufferWriter<byte> target)
    {
        var writer = new RecordWriter(target);
        WriteAll(ref writer, records);
        writer.Flush();
    }

    /// <summary>Appends one record to a buffer.</summary>
    /// <inheritdoc cref="Write" path="/exception"/>
    public void Serialize(in T record, IBufferWriter<byte> target)
    {
        var writer = new RecordWriter(target);
        Write(ref writer, in record);
        writer.Flush();
    }

    /// <summary>Reads one record that fills the bytes.</summary>
    /// <exception cref="CorruptDataException">The bytes are not exactly one such record.</exception>
    public T Deserialize(ReadOnlySpan<byte> bytes)
    {
        var reader = new RecordReader(bytes);
        Read(ref reader, out var record);
        if (reader.Remaining > 0)
        {
            reader.ThrowCorrupt($"{reader.Remaining} bytes follow the record");
        }

        return record;
    }
}
