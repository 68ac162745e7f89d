using Flink.Core.Serialization;

namespace Flink.Streaming.State;

/// <summary>Values as their serializer writes them.</summary>
internal sealed class PlainFormat<TValue>(Serializer<TValue> serializer) : ValueFormat<TValue>
{
    public override int MinSize => serializer.MinSize;

    public override void Write(ref RecordWriter writer, in TValue value) => serializer.Write(ref writer, in value);

    public override void Read(ref RecordReader reader, out TValue value) => serializer.Read(ref reader, out value);

    public override void WriteAll(ref RecordWriter writer, ReadOnlySpan<TValue> values) => serializer.WriteAll(ref writer, values);

    public override void ReadAll(ref RecordReader reader, Span<TValue> values) => serializer.ReadAll(ref reader, values);
}
