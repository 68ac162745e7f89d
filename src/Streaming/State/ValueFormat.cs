using Flink.Core.Serialization;

namespace Flink.Streaming.State;

/// <summary>How the values of a table are written down.</summary>
internal abstract class ValueFormat<TValue>
{
    /// <summary>The least number of bytes that a value takes; at least 1.</summary>
    public virtual int MinSize => 1;

    public abstract void Write(ref RecordWriter writer, in TValue value);

    public abstract void Read(ref RecordReader reader, out TValue value);

    /// <summary>Writes values one after the other.</summary>
    public virtual void WriteAll(ref RecordWriter writer, ReadOnlySpan<TValue> values)
    {
        foreach (ref readonly var value in values)
        {
            Write(ref writer, in value);
        }
    }

    /// <summary>Reads as many values as there is room for.</summary>
    public virtual void ReadAll(ref RecordReader reader, Span<TValue> values)
    {
        foreach (ref var value in values)
        {
            Read(ref reader, out value);
        }
    }
}
