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
    private const int Ahead = 16;
    private const int Places = 4 * Ahead;

    private readonly ManagedMemory _memory = new(16L << 30);
    private readonly PagePool _pool;
    private readonly KeyedTable<long, CountSum, IntegerKeyComparer<long>> _table;
    private readonly Probe[] _probes = new Probe[Places];

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
        for (var i = 0; i < Math.Min(2 * Ahead, keys.Length); i++)
        {
            Aim(keys, i);
        }

        for (var i = 0; i < Math.Min(Ahead, keys.Length); i++)
        {
            _table.Prefetch(ref _probes[i]);
        }

        long found = 0;
        for (var i = 0; i < keys.Length; i++)
        {
            if (i + 2 * Ahead < keys.Length)
            {
                Aim(keys, i + 2 * Ahead);
            }

            if (i + Ahead < keys.Length)
            {
                _table.Prefetch(ref _probes[(i + Ahead) % Places]);
            }

            ref var value = ref _table.GetOrAdd(in keys[i], in _probes[i % Places], out var isNew);
            value.Count++;
            value.Sum += i;
            found += isNew ? 0 : 1;
        }

        return found;
    }

    public void Snapshot(StateWriter state) => _table.Snapshot(state, "counts");

    public void Dispose()
    {
        _pool.Dispose();
        _memory.Dispose();
    }

    private void Aim(ReadOnlySpan<long> keys, int index) => _probes[index % Places] = _table.Aim(default(IntegerKeyComparer<long>).Hash(in keys[index]));
}
