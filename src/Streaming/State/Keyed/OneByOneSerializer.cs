using Flink.Core.Serialization;

namespace Flink.Streaming.State.Keyed;

/// <summary>A serializer that is written by hand, for what states are made of.</summary>
internal abstract class OneByOneSerializer<T> : Serializer<T>
{
    public override int MinSize => 1;

    public override void WriteAll(ref RecordWriter writer, ReadOnlySpan<T> records)
    {
        foreach (ref readonly var record in records)
        {
            Write(ref writer, in record);
        }
    }

    public override void ReadAll(ref RecordReader reader, Span<T> target)
    {
        foreach (ref var record in target)
        {
            Read(ref reader, out record);
        }
    }
}
