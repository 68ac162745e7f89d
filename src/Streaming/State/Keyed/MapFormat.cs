using Flink.Core.Serialization;

namespace Flink.Streaming.State.Keyed;

/// <summary>The number of entries, and then key and value of each, with its time where entries expire.</summary>
internal sealed class MapFormat<TMapKey, TValue>(Serializer<TMapKey> keys, Serializer<TValue> values, StateMapKeys<TMapKey> equality, bool expire)
    : ValueFormat<Dictionary<TMapKey, Timed<TValue>>>
    where TMapKey : notnull
{
    public override void Write(ref RecordWriter writer, in Dictionary<TMapKey, Timed<TValue>> map)
    {
        writer.WriteVarint((ulong)map.Count);
        foreach (var (key, timed) in map)
        {
            keys.Write(ref writer, in key);
            values.Write(ref writer, in timed.Value);
            if (expire)
            {
                writer.Write(timed.Since);
            }
        }
    }

    public override void Read(ref RecordReader reader, out Dictionary<TMapKey, Timed<TValue>> map)
    {
        var count = reader.ReadCount(keys.MinSize + values.MinSize);
        map = new Dictionary<TMapKey, Timed<TValue>>(count, equality);
        for (var left = count; left > 0; left--)
        {
            keys.Read(ref reader, out var key);
            values.Read(ref reader, out var value);
            Kept<TMapKey>.Compact(ref key);
            Kept<TValue>.Compact(ref value);
            map[key] = new Timed<TValue> { Value = value, Since = expire ? reader.Read<long>() : 0 };
        }
    }
}
