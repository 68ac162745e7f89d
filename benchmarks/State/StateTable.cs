using Flink.Core.Functions;
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

    private readonly ManagedMemory _memory = new(16L << 30);
    private readonly PagePool _pool;
    private readonly KeyedTable<long, CountSum, IntegerKeyComparer<long>> _table;
    private readonly LookAhead<long, long, CountSum, Itself, IntegerKeyComparer<long>> _values;

    /// <summary>A table that holds the keys from 0 up to a number.</summary>
    public StateTable(int keys)
    {
        _pool = new PagePool(_memory);
        _table = new KeyedTable<long, CountSum, IntegerKeyComparer<long>>(_pool, Groups, new KeyGroupRange(0, Groups));
        _values = new(_table, default, "state");
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
        _values.Begin(keys);
        long found = 0;
        for (var i = 0; i < keys.Length; i++)
        {
            ref var value = ref _values.Find(keys, i, out var isNew);
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

    private readonly struct Itself : IKeySelector<long, long>
    {
        public long GetKey(in long record) => record;
    }
}
