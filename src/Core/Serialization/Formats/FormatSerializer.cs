namespace Flink.Core.Serialization.Formats;

/// <summary>The serializer over a format: the one place where a virtual call enters it.</summary>
internal sealed class FormatSerializer<T, TFormat> : Serializer<T>
    where TFormat : struct, IRecordFormat<T>
{
    public override int MinSize => TFormat.MinSize;

    public override RecordSchema Schema => RecordSchema.Of(typeof(T));

    public override void Write(ref RecordWriter writer, in T record) => TFormat.Write(ref writer, in record);

    public override void WriteAll(ref RecordWriter writer, ReadOnlySpan<T> records) => TFormat.WriteAll(ref writer, records);

    public override void Read(ref RecordReader reader, out T record) => TFormat.Read(ref reader, out record);

    public override void ReadAll(ref RecordReader reader, Span<T> target) => TFormat.ReadAll(ref reader, target);
}
