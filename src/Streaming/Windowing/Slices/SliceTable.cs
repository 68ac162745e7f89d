using System.Runtime.CompilerServices;
using Flink.Core.Serialization;
using Flink.Core.State;
using Flink.Core.Types;
using Flink.Core.Types.Keys;
using Flink.Streaming.State;
using Flink.Streaming.State.Tables;

namespace Flink.Streaming.Windowing.Slices;

/// <summary>What the keys of one slice have gathered, while records of it still come. Used again for other slices.</summary>
/// <typeparam name="TKey">The key type.</typeparam>
/// <typeparam name="TAccumulator">What is kept for each key.</typeparam>
/// <typeparam name="TComparer">Equality and hash of the keys.</typeparam>
internal sealed class SliceTable<TKey, TAccumulator, TComparer>
    where TComparer : struct, IKeyComparer<TKey>
{
    private readonly NativeTable<TKey, TAccumulator, TComparer> _native;
    private readonly ManagedTable<TKey, TAccumulator, TComparer> _managed;

    public SliceTable(PagePool pool, int maxParallelism, KeyGroupRange groups)
    {
        // Only one exists; the other is never touched.
        _native = IsNative ? new NativeTable<TKey, TAccumulator, TComparer>(pool, maxParallelism, groups) : null!;
        _managed = IsNative ? null! : new ManagedTable<TKey, TAccumulator, TComparer>(maxParallelism, groups);
    }

    /// <summary>First timestamp of the slice.</summary>
    public long Start { get; private set; }

    /// <summary>The timestamp behind its last one.</summary>
    public long End { get; private set; }

    /// <summary>The last timestamp of the slice; by it slices are in order.</summary>
    public long MaxTimestamp => unchecked(End - 1);

    private static bool IsNative
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => SlotLayout<TKey, TAccumulator>.IsNative;
    }

    /// <summary>Makes it the table of a slice; it is empty.</summary>
    public void Begin(long start, long end) => (Start, End) = (start, end);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Probe Prefetch(ulong hash) => IsNative ? _native.Prefetch(hash) : _managed.Prefetch(hash);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref TAccumulator GetOrAdd(scoped in TKey key, scoped in Probe probe, out bool isNew)
    {
        if (IsNative)
        {
            return ref _native.GetOrAdd(in key, in probe, out isNew);
        }

        return ref _managed.GetOrAdd(in key, probe.Hash, out isNew);
    }

    /// <summary>Shows every entry to a visitor that changes nothing.</summary>
    public void Read<TVisitor>(ref TVisitor visitor)
        where TVisitor : struct, IEntryVisitor<TKey, TAccumulator>
    {
        if (IsNative)
        {
            _native.ForEach(ref visitor, forChange: false);
        }
        else
        {
            _managed.ForEach(ref visitor);
        }
    }

    /// <summary>Forgets everything and keeps the room.</summary>
    public void Clear()
    {
        if (IsNative)
        {
            _native.Clear();
        }
        else
        {
            _managed.Clear();
        }
    }

    public bool Remove(in TKey key, ulong hash) => IsNative ? _native.Remove(in key, hash) : _managed.Remove(in key, hash);

    /// <summary>Writes the entries as they are now; native ones are written later.</summary>
    public void Snapshot(StateWriter state, string name)
    {
        StateSchemas.WriteKeyed<TKey, TAccumulator>(state, name);
        if (IsNative)
        {
            state.WriteLater(_native.Freeze(name));
        }
        else
        {
            _managed.Write(state, name);
        }
    }

    /// <summary>Adds what <see cref="Snapshot"/> wrote for this subtask's key groups.</summary>
    public void Restore(StateReader state, string name)
    {
        var (keys, values) = StateSchemas.ReadKeyed<TKey, TAccumulator>(state, name);
        foreach (var (_, entry) in state.KeyedEntries(name))
        {
            var reader = new RecordReader(entry.Span);
            while (reader.Remaining > 0)
            {
                ReadChunk(ref reader, keys, values);
            }
        }
    }

    private void ReadChunk(ref RecordReader reader, Serializer<TKey> keySerializer, Serializer<TAccumulator> valueSerializer)
    {
        var count = reader.ReadCount(keySerializer.MinSize + valueSerializer.MinSize);
        var keys = new TKey[count];
        var values = new TAccumulator[count];
        keySerializer.ReadAll(ref reader, keys);
        valueSerializer.ReadAll(ref reader, values);
        for (var i = 0; i < count; i++)
        {
            Kept<TAccumulator>.Compact(ref values[i]);
            GetOrAdd(in keys[i], new Probe(default(TComparer).Hash(in keys[i]), 0, 0), out _) = values[i];
        }
    }
}
