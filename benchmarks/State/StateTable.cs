using Flink.Core.State;
using Flink.Core.Types;
using Flink.Core.Types.Keys;
using Flink.Runtime.Memory;
using Flink.Streaming.State;
using Flink.Streaming.State.Tables;

namespace Flink.Benchmarks.State;

/// <summary>A keyed table in the engine's memory, used as operators use it.</summary>
internal sealed class StateTable : IDisposable
{
    private const int Groups = 128;
    private const int GroupSize = 32;

    private readonly ManagedMemory _memory = new(16L << 30);
    private readonly PagePool _pool;
    private readonly KeyedTable<long, CountSum, IntegerKeyComparer<long>> _table;
    private readonly Probe[] _probes = new Probe[GroupSize];

    /// <summary>A table that holds the keys from 0 up to a number.</summary>
    public StateTable(int keys)
    {
        _pool = new PagePool(_memory);
        _table = new KeyedTable<long, CountSum, IntegerKeyComparer<long>>(_pool, Groups, new KeyGroupRange(0, Groups));
        Span<long> batch = stackalloc long[1000];
        for (long key = 0; key < keys; key += batch.Length)
        {
            for (var i = 0; i < batch.Length; i++)
            {
                batch[i] = key + i;
            }

            Update(batch);
        }
    }

    public long Bytes => _memory.Used;

    public long Update(ReadOnlySpan<long> keys)
    {
        long found = 0;
        while (!keys.IsEmpty)
        {
            var group = keys[..Math.Min(GroupSize, keys.Length)];
            for (var i = 0; i < group.Length; i++)
            {
                _probes[i] = _table.Aim(default(IntegerKeyComparer<long>).Hash(in group[i]));
            }

            _table.Prefetch(_probes.AsSpan(0, group.Length));

            for (var i = 0; i < group.Length; i++)
            {
                ref var value = ref _table.GetOrAdd(in group[i], in _probes[i], out var isNew);
                value.Count++;
                value.Sum += i;
                found += isNew ? 0 : 1;
            }

            keys = keys[group.Length..];
        }

        return found;
    }

    public void Snapshot(StateWriter state) => _table.Snapshot(state, "counts");

    public void Dispose()
    {
        _pool.Dispose();
        _memory.Dispose();
    }
}
