using System.Runtime.CompilerServices;
using Flink.Core;
using Flink.Core.Functions;
using Flink.Core.Types.Keys;
using Flink.Streaming.Partitioning;
using Flink.Streaming.State.Tables;

namespace Flink.Streaming.State;

/// <summary>Looks up the keys of a batch, one record after the other, and has the places of those that follow fetched into the cache meanwhile.</summary>
/// <param name="table">Where the keys are looked up, and added.</param>
/// <param name="selector">Gives the key of a record.</param>
/// <param name="taskName">Of the task, for the error of a key that is null.</param>
/// <remarks>
/// Each call takes one step of three look-ups: a processor waits for few lines of memory at once, so steps of many look-ups in one go would make it stand still
/// (docs/decisions/0038). On the task's thread.
/// </remarks>
internal sealed class LookAhead<T, TKey, TValue, TSelector, TComparer>(KeyedTable<TKey, TValue, TComparer> table, TSelector selector, string taskName)
    where TSelector : struct, IKeySelector<T, TKey>
    where TComparer : struct, IKeyComparer<TKey>
{
    // Records between the steps of a look-up: enough to hide the latency of memory, and few enough for what was fetched to stay in the first-level cache.
    private const int Ahead = 16;

    // More than two steps.
    private const int Places = 4 * Ahead;

    private readonly TKey[] _keys = new TKey[Places];
    private readonly Probe[] _probes = new Probe[Places];

    /// <summary>Begins with a batch.</summary>
    /// <exception cref="FlinkException">A key is null; also where a record is looked up.</exception>
    public void Begin(ReadOnlySpan<T> records)
    {
        for (var i = 0; i < Math.Min(2 * Ahead, records.Length); i++)
        {
            Aim(records, i);
        }

        for (var i = 0; i < Math.Min(Ahead, records.Length); i++)
        {
            table.Prefetch(ref _probes[i]);
        }
    }

    /// <summary>The place of the value of a record's key, made if there is none.</summary>
    /// <param name="records">The batch that was begun; those behind the index are as they were then.</param>
    /// <param name="index">Of the record: that of the last call and one more, from 0.</param>
    /// <param name="isNew">True when the key had no value: the place holds the default.</param>
    /// <returns>Valid until the next call, or a snapshot is taken.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref TValue Find(ReadOnlySpan<T> records, int index, out bool isNew)
    {
        if (index + 2 * Ahead < records.Length)
        {
            Aim(records, index + 2 * Ahead);
        }

        if (index + Ahead < records.Length)
        {
            table.Prefetch(ref _probes[PlaceOf(index + Ahead)]);
        }

        var place = PlaceOf(index);
        return ref table.GetOrAdd(in _keys[place], in _probes[place], out isNew);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Aim(ReadOnlySpan<T> records, int index)
    {
        var place = PlaceOf(index);
        ref var key = ref _keys[place];
        key = selector.GetKey(in records[index]);
        if (NullKey.Is(in key))
        {
            throw NullKey.Of(taskName, typeof(T));
        }

        _probes[place] = table.Aim(default(TComparer).Hash(in key));
    }

    // Without a sign: the remainder is a mask then.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int PlaceOf(int index) => (int)((uint)index % Places);
}
