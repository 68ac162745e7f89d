using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Flink.Core;
using Flink.Core.State;
using Flink.Core.Types;
using Flink.Core.Types.Keys;

namespace Flink.Streaming.State.Tables;

/// <summary>The entries of a table with direct pages at one moment, written by another thread than the task's.</summary>
/// <param name="pages">The direct pages; owned.</param>
/// <param name="numbers">The number of each, by its place in the view.</param>
/// <param name="hashed">The other entries of the table; owned.</param>
/// <param name="name">The state's name.</param>
/// <param name="values">How values are written.</param>
/// <param name="maxParallelism">Key groups of the operator.</param>
/// <param name="groups">Those of them whose keys may occur.</param>
/// <param name="mostGathered">Bytes of entries that are in memory at once; at least one a group is.</param>
/// <remarks>Direct pages have keys of all groups: they are read once, and each group's entries are written as many come together.</remarks>
internal sealed unsafe class FrozenDirectTable<TKey, TValue, TComparer>(
    FrozenPages pages,
    ulong[] numbers,
    FrozenTable<TKey, TValue> hashed,
    string name,
    ValueFormat<TValue> values,
    int maxParallelism,
    KeyGroupRange groups,
    int mostGathered) : IFrozenState
    where TComparer : struct, IKeyComparer<TKey>
{
    private readonly Lock _gate = new();
    private bool _isDisposed;

    /// <inheritdoc/>
    /// <exception cref="FlinkException">There was no memory to keep a page that the task changed meanwhile.</exception>
    public void Write(StateWriter state, CancellationToken cancellation)
    {
        // The gate keeps whoever gives the snapshot up from freeing pages under this loop.
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            var buffer = (nint)NativeMemory.AlignedAlloc(PagePool.PageBytes, PageHeader.Bytes);
            try
            {
                WriteDirect(new GroupedEntryWriter<TKey, TValue>(state, name, values, groups, mostGathered), buffer, cancellation);
            }
            finally
            {
                NativeMemory.AlignedFree((void*)buffer);
            }

            hashed.Write(state, continues: true, cancellation);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            if (!_isDisposed)
            {
                _isDisposed = true;
                pages.Dispose();
                hashed.Dispose();
            }
        }
    }

    private void WriteDirect(GroupedEntryWriter<TKey, TValue> entries, nint buffer, CancellationToken cancellation)
    {
        for (var i = 0; i < pages.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            pages.Take(i, buffer);
            for (var index = NextTaken(buffer, 0); index < DirectLayout<TValue>.Slots; index = NextTaken(buffer, index + 1))
            {
                var key = KeyOf(FirstOrdinal(i), index);
                var slot = buffer + DirectLayout<TValue>.FirstSlot + (nint)index * DirectLayout<TValue>.Stride;
                entries.Add(GroupOf(key), in key, in Unsafe.AsRef<TValue>((void*)slot));
            }
        }

        entries.End();
    }

    private ulong FirstOrdinal(int index) => numbers[index] * (ulong)DirectLayout<TValue>.Slots;

    private int GroupOf(TKey key) => KeyGroups.Of(default(TComparer).Hash(in key), maxParallelism);

    private static TKey KeyOf(ulong firstOrdinal, int index) => NumericKey<TKey, TComparer>.KeyOf(firstOrdinal + (ulong)index);

    // From a slot on; behind all slots when there is none.
    private static int NextTaken(nint page, int from)
    {
        var words = (ulong*)(page + PageHeader.Bytes);
        for (var word = from / 64; word < DirectLayout<TValue>.Words; word++)
        {
            var taken = words[word] & (word == from / 64 ? ulong.MaxValue << (from % 64) : ulong.MaxValue);
            if (taken != 0)
            {
                return word * 64 + BitOperations.TrailingZeroCount(taken);
            }
        }

        return int.MaxValue;
    }
}
