using Flink.Core.Types;

namespace Flink.Core.Serialization.Evolution;

/// <summary>Reads records of an older schema. It does not write: what is written from now on is of today's schema.</summary>
internal sealed class EvolvedSerializer<T>(RecordSchema schema, Evolved<T> reader) : Serializer<T>
{
    public override int MinSize => reader.MinSize;

    public override RecordSchema Schema => schema;

    public override void Write(ref RecordWriter writer, in T record) => throw ReadsOnly();

    public override void WriteAll(ref RecordWriter writer, ReadOnlySpan<T> records) => throw ReadsOnly();

    public override void Read(ref RecordReader source, out T record) => reader.Read(ref source, out record);

    public override void ReadAll(ref RecordReader source, Span<T> target) => reader.ReadAll(ref source, target);

    private static NotSupportedException ReadsOnly() => new(
        $"This serializer reads '{TypeNames.Display(typeof(T))}' from an older schema and does not write it. Write with Serializers.For.");
}
