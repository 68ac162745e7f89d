using System.Runtime.InteropServices;
using Flink.Core.Serialization;

namespace Flink.Streaming.State.Keyed;

/// <summary>The number of elements, the elements, and then their times where they expire.</summary>
internal sealed class ElementsFormat<T>(Serializer<T> elements, bool expire) : ValueFormat<StateElements<T>>
{
    public override void Write(ref RecordWriter writer, in StateElements<T> value)
    {
        writer.WriteVarint((ulong)value.Values.Count);
        elements.WriteAll(ref writer, CollectionsMarshal.AsSpan(value.Values));
        if (expire)
        {
            writer.WriteBytes(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(value.Times)));
        }
    }

    public override void Read(ref RecordReader reader, out StateElements<T> value)
    {
        value = new StateElements<T>(expire);
        var count = reader.ReadCount(elements.MinSize + (expire ? sizeof(long) : 0));
        CollectionsMarshal.SetCount(value.Values, count);
        var read = CollectionsMarshal.AsSpan(value.Values);
        elements.ReadAll(ref reader, read);
        foreach (ref var element in read)
        {
            Kept<T>.Compact(ref element);
        }

        if (expire)
        {
            value.Times!.AddRange(MemoryMarshal.Cast<byte, long>(reader.ReadBytes(checked(count * sizeof(long)))));
        }
    }
}
