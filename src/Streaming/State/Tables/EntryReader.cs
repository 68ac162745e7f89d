using Flink.Core.Serialization;

namespace Flink.Streaming.State.Tables;

/// <summary>Reads what <see cref="EntryWriter{TKey, TValue}"/> wrote, a chunk at a time.</summary>
internal sealed class EntryReader<TKey, TValue>
{
    private readonly Serializer<TKey> _keySerializer = Serializers.For<TKey>();
    private readonly Serializer<TValue> _valueSerializer = Serializers.For<TValue>();
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

        Count = reader.ReadCount(_keySerializer.MinSize + _valueSerializer.MinSize);
        if (_keys.Length < Count)
        {
            (_keys, _values) = (new TKey[Count], new TValue[Count]);
        }

        _keySerializer.ReadAll(ref reader, _keys.AsSpan(0, Count));
        _valueSerializer.ReadAll(ref reader, _values.AsSpan(0, Count));
        return true;
    }
}
