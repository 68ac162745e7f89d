using System.Runtime.CompilerServices;
using Flink.Core.Serialization;
using Flink.Core.State;
using Flink.Core.Types;

namespace Flink.Streaming.State.Tables;

/// <summary>Writes entries whose key groups come in any order, as <see cref="EntryWriter{TKey, TValue}"/> does: each group's chunk when it is full.</summary>
/// <param name="state">Where to; the entry of a group is continued with each chunk.</param>
/// <param name="name">The state's name.</param>
/// <param name="values">How values are written.</param>
/// <param name="groups">Key groups that may come.</param>
/// <param name="mostGathered">Bytes of entries that are in memory at most; at least one entry a group is.</param>
internal sealed class GroupedEntryWriter<TKey, TValue>(StateWriter state, string name, ValueFormat<TValue> values, KeyGroupRange groups, int mostGathered)
{
    private static readonly int _entrySize = Unsafe.SizeOf<TKey>() + Unsafe.SizeOf<TValue>();

    private readonly Serializer<TKey> _keySerializer = Serializers.For<TKey>();
    private readonly int _capacity = (int)Math.Clamp((long)mostGathered / Math.Max(1, groups.Count) / _entrySize, 1, EntryChunk<TKey, TValue>.Capacity);
    private readonly Chunk?[] _chunks = new Chunk?[groups.Count];

    /// <summary>Adds an entry.</summary>
    public void Add(int group, in TKey key, in TValue value)
    {
        var chunk = _chunks[group - groups.Start] ??= new Chunk(_capacity);
        if (chunk.Count == _capacity)
        {
            Flush(chunk, group);
        }

        (chunk.Keys[chunk.Count], chunk.Values[chunk.Count]) = (key, value);
        chunk.Count++;
    }

    /// <summary>Writes what was added and not written yet. Nothing is added after it.</summary>
    public void End()
    {
        for (var i = 0; i < _chunks.Length; i++)
        {
            if (_chunks[i] is { Count: > 0 } chunk)
            {
                Flush(chunk, groups.Start + i);
            }
        }
    }

    private void Flush(Chunk chunk, int group)
    {
        var writer = new RecordWriter(state.ContinueKeyedEntry(name, group));
        writer.WriteVarint((ulong)chunk.Count);
        _keySerializer.WriteAll(ref writer, chunk.Keys.AsSpan(0, chunk.Count));
        values.WriteAll(ref writer, chunk.Values.AsSpan(0, chunk.Count));
        writer.Flush();
        chunk.Count = 0;
    }

    private sealed class Chunk(int capacity)
    {
        public readonly TKey[] Keys = new TKey[capacity];
        public readonly TValue[] Values = new TValue[capacity];
        public int Count;
    }
}
