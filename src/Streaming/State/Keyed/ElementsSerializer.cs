using System.Runtime.InteropServices;
using Flink.Core.Serialization;

namespace Flink.Streaming.State.Keyed;

/// <summary>The number of elements, the elements, and then their times where they expire.</summary>
internal sealed class ElementsSerializer<T>(Serializer<T> elements, bool expire) : OneByOneSerializer<StateElements<T>>
{
    public override void Write(ref RecordWriter writer, in StateElements<T> record)
    {
        writer.WriteVarint((ulong)record.Values.Count);
        elements.WriteAll(ref writer, CollectionsMarshal.AsSpan(record.Values));
        if (expire)
        {
            writer.WriteBytes(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(record.Times)));
        }
    }

    public override void Read(ref RecordReader reader, out StateElements<T> record)
    {
        record = new StateElements<T>(expire);
        var count = reader.ReadCount(elements.MinSize + (expire ? sizeof(long) : 0));
        CollectionsMarshal.SetCount(record.Values, count);
        var values = CollectionsMarshal.AsSpan(record.Values);
        elements.ReadAll(ref reader, values);
        foreach (ref var value in values)
        {
            Kept<T>.Compact(ref value);
        }

        if (expire)
        {
            record.Times!.AddRange(MemoryMarshal.Cast<byte, long>(reader.ReadBytes(checked(count * sizeof(long)))));
        }
    }
}
