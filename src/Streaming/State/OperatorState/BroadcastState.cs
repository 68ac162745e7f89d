using System.Diagnostics.CodeAnalysis;
using Flink.Core.Serialization;
using Flink.Core.State;

namespace Flink.Streaming.State.OperatorState;

/// <summary>A map that every subtask holds, in memory. One entry of the snapshot is one whole copy.</summary>
internal sealed class BroadcastState<TMapKey, TValue>(StateTypes types) : IBroadcastState<TMapKey, TValue>, IOperatorState
    where TMapKey : notnull
{
    private readonly Serializer<TMapKey> _keys = types.SerializerOf<TMapKey>(0);
    private readonly Serializer<TValue> _values = types.SerializerOf<TValue>(1);
    private readonly Dictionary<TMapKey, TValue> _map = new(types.MapKeysOf<TMapKey>());

    public int Count => _map.Count;

    public TValue? Get(in TMapKey key) => _map.GetValueOrDefault(key);

    public bool TryGetValue(in TMapKey key, [MaybeNullWhen(false)] out TValue value) => _map.TryGetValue(key, out value);

    public bool Contains(in TMapKey key) => _map.ContainsKey(key);

    public IEnumerable<KeyValuePair<TMapKey, TValue>> Entries() => _map;

    public void Put(in TMapKey key, in TValue value)
    {
        var (keptKey, keptValue) = (key, value);
        Kept<TMapKey>.Detach(ref keptKey);
        Kept<TValue>.Detach(ref keptValue);
        _map[keptKey] = keptValue;
    }

    public void PutAll(IEnumerable<KeyValuePair<TMapKey, TValue>> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        foreach (var (key, value) in entries)
        {
            Put(in key, in value);
        }
    }

    public bool Remove(in TMapKey key) => _map.Remove(key);

    public void Clear() => _map.Clear();

    public void Snapshot(StateWriter state, string name)
    {
        var writer = new RecordWriter(state.BeginOperatorEntry(name));
        writer.WriteVarint((ulong)_map.Count);
        foreach (var (key, value) in _map)
        {
            _keys.Write(ref writer, in key);
            _values.Write(ref writer, in value);
        }

        writer.Flush();
    }

    public void Restore(IReadOnlyList<byte[]> entries, StateTypes types)
    {
        var keys = types.SerializerOf<TMapKey>(0);
        var values = types.SerializerOf<TValue>(1);
        foreach (var entry in entries)
        {
            var reader = new RecordReader(entry);
            for (var left = reader.ReadCount(keys.MinSize + values.MinSize); left > 0; left--)
            {
                keys.Read(ref reader, out var key);
                values.Read(ref reader, out var value);
                Put(in key, in value);
            }
        }
    }
}
