using Flink.Core.Serialization;

namespace Flink.Streaming.State.Keyed;

/// <summary>A value and then its time.</summary>
internal sealed class TimedSerializer<T>(Serializer<T> values) : OneByOneSerializer<Timed<T>>
{
    public override int MinSize => values.MinSize + sizeof(long);

    public override void Write(ref RecordWriter writer, in Timed<T> record)
    {
        values.Write(ref writer, in record.Value);
        writer.Write(record.Since);
    }

    public override void Read(ref RecordReader reader, out Timed<T> record)
    {
        values.Read(ref reader, out record.Value);
        record.Since = reader.Read<long>();
    }
}
