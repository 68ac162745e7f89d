using Flink.Core.Serialization;

namespace Flink.Streaming.State.Keyed;

/// <summary>A value and then its time.</summary>
internal sealed class TimedFormat<T>(Serializer<T> values) : ValueFormat<Timed<T>>
{
    public override int MinSize => values.MinSize + sizeof(long);

    public override void Write(ref RecordWriter writer, in Timed<T> value)
    {
        values.Write(ref writer, in value.Value);
        writer.Write(value.Since);
    }

    public override void Read(ref RecordReader reader, out Timed<T> value)
    {
        values.Read(ref reader, out value.Value);
        value.Since = reader.Read<long>();
    }
}
