using Flink.Core.Serialization;

namespace Flink.Streaming.State.Tables;

/// <summary>Reads what <see cref="EntryWriter{TKey, TValue}"/> wrote, a chunk at a time.</summary>
/// <param name="keySerializer">Reads keys as they were written.</param>
/// <param name="valueFormat">Likewise values.</param>
internal sealed class EntryReader<TKey, TValue>(Serializer<TKey> keySerializer, ValueFormat<TValue> valueFormat)
{
    private TKey[] _keys = [];
    private TValue[] _values = [];

    /// <summary>The keys of the chunk last read.</summary>
    public ReadOnlySpan<TKey> Keys => _keys.AsSpan(0, Count);

    /// <summary>Their values.</summary>
    public Span<TValue> Values => _values.AsSpan(0, Count);

    private int Count { get; set; }

    /// <summary>Reads the next chunk of a key group's entry.</summary>
    /// <returns>False at the end of the entry.</returns>
    /// <exception cref="CorruptDataException">The bytes are not such a chunk.</exception>
    public bool Read(ref RecordReader reader)
    {
        if (reader.Remaining == 0)
        {
            return false;
        }

        Count = reader.ReadCount(keySerializer.MinSize + valueFormat.MinSize);
        if (_keys.Length < Count)
        {
            (_keys, _values) = (new TKey[Count], new TValue[Count]);
        }

        keySerializer.ReadAll(ref reader, _keys.AsSpan(0, Count));
        valueFormat.ReadAll(ref reader, _values.AsSpan(0, Count));
        return true;
    }
}
