using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using Flink.Benchmarks.Harness;
using Flink.Core.Types;
using Flink.Runtime.Memory;

namespace Flink.Benchmarks.State;

/// <summary>The same updates by hand: one flat array of slots of 32 bytes that never grows, probed in groups of 32 with prefetch.</summary>
internal sealed unsafe class FlatTable : IWork
{
    private const int GroupSize = 32;

    private readonly ManagedMemory _memory = new(16L << 30);
    private readonly int _keys;
    private readonly Slot* _slots;
    private readonly ulong _mask;
    private readonly long[] _batch = new long[1024];

    public FlatTable(Effort effort, int keys)
    {
        Units = effort == Effort.Full ? 20_000L * _batch.Length : _batch.Length;
        _keys = effort == Effort.Full ? keys : keys / 100;
        var slots = System.Numerics.BitOperations.RoundUpToPowerOf2((uint)_keys * 2);
        _mask = slots - 1;
        _slots = (Slot*)_memory.Allocate((long)slots * sizeof(Slot));
        for (long key = 0; key < _keys; key++)
        {
            Find(key, StableHash.Of(key))->Key = key + 1;
        }
    }

    public long Units { get; }

    public long Run()
    {
        var random = new RandomKeys(_keys);
        var hashes = stackalloc ulong[GroupSize];
        long found = 0;
        for (long done = 0; done < Units; done += _batch.Length)
        {
            random.Fill(_batch);
            for (var first = 0; first < _batch.Length; first += GroupSize)
            {
                var group = _batch.AsSpan(first, GroupSize);
                for (var i = 0; i < group.Length; i++)
                {
                    hashes[i] = StableHash.Of(group[i]);
                    Sse.Prefetch0(_slots + (hashes[i] & _mask));
                }

                for (var i = 0; i < group.Length; i++)
                {
                    var slot = Find(group[i], hashes[i]);
                    slot->Count++;
                    slot->Sum += i;
                    found += slot->Key == 0 ? 0 : 1;
                }
            }
        }

        return found;
    }

    private Slot* Find(long key, ulong hash)
    {
        for (var index = hash & _mask; ; index = (index + 1) & _mask)
        {
            if (_slots[index].Key == key + 1 || _slots[index].Key == 0)
            {
                return _slots + index;
            }
        }
    }

    /// <summary>Key plus one, so that zero is a free slot; two slots fill a cache line.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 32)]
    private struct Slot
    {
        public long Key;
        public long Count;
        public long Sum;
    }
}
