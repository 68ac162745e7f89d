using System.Buffers;
using Flink.Core.Serialization;
using Flink.Core.State;

namespace Flink.Streaming.State.Tables;

/// <summary>Writes the entries of a keyed table in the form that every table and backend reads.</summary>
/// <remarks>
/// The keyed entry of a key group is a sequence of chunks to its end. A chunk is the number of its entries as a varint, all keys,
/// then all values, as their serializer or format writes them: values without padding become block copies.
/// </remarks>
/// <param name="state">Where to.</param>
/// <param name="name">The state's name.</param>
/// <param name="values">How values are written.</param>
/// <param name="continues">Whether entries of the same key groups have been written before, to which these are added.</param>
internal sealed class EntryWriter<TKey, TValue>(StateWriter state, string name, ValueFormat<TValue> values, bool continues = false)
{
    private readonly Serializer<TKey> _keySerializer = Serializers.For<TKey>();
    private readonly TKey[] _keys = new TKey[EntryChunk<TKey, TValue>.Capacity];
    private readonly TValue[] _values = new TValue[EntryChunk<TKey, TValue>.Capacity];
    private int _group = -1;
    private int _count;
    private IBufferWriter<byte>? _target;

    /// <summary>Adds an entry; key groups come in ascending order.</summary>
    public void Add(int group, in TKey key, in TValue value)
    {
        if (group != _group)
        {
            Flush();
            _group = group;
            _target = continues ? state.ContinueKeyedEntry(name, group) : state.BeginKeyedEntry(name, group);
        }

        if (_count == _keys.Length)
        {
            Flush();
        }

        _keys[_count] = key;
        _values[_count++] = value;
    }

    /// <summary>Writes what was added and not written yet. Nothing is added after it.</summary>
    public void End() => Flush();

    private void Flush()
    {
        if (_count == 0)
        {
            return;
        }

        var writer = new RecordWriter(_target!);
        writer.WriteVarint((ulong)_count);
        _keySerializer.WriteAll(ref writer, _keys.AsSpan(0, _count));
        values.WriteAll(ref writer, _values.AsSpan(0, _count));
        writer.Flush();
        _count = 0;
    }
}
