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
/// <param name="count">Entries in them.</param>
/// <param name="hashed">The other entries of the table; owned.</param>
/// <param name="maxParallelism">Key groups of the operator.</param>
/// <remarks>Direct pages have keys of all groups, so all of their entries are gathered before the first is written.</remarks>
internal sealed unsafe class FrozenDirectTable<TKey, TValue, TComparer>(
    FrozenPages pages, ulong[] numbers, int count, FrozenTable<TKey, TValue> hashed, int maxParallelism) : IFrozenState
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
            hashed.Write(state, Gather(cancellation), cancellation);
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

    private GroupedEntries<TKey, TValue> Gather(CancellationToken cancellation)
    {
        var entries = new GroupedEntries<TKey, TValue>(count, maxParallelism);
        var buffer = (nint)NativeMemory.AlignedAlloc(PagePool.PageBytes, PageHeader.Bytes);
        try
        {
            for (var i = 0; i < pages.Count; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                pages.Take(i, buffer);
                AddPage(entries, buffer, numbers[i] * (ulong)DirectLayout<TValue>.Slots);
            }
        }
        finally
        {
            NativeMemory.AlignedFree((void*)buffer);
        }

        entries.Sort();
        return entries;
    }

    private void AddPage(GroupedEntries<TKey, TValue> entries, nint page, ulong firstOrdinal)
    {
        var words = (ulong*)(page + PageHeader.Bytes);
        for (var word = 0; word < DirectLayout<TValue>.Words; word++)
        {
            for (var taken = words[word]; taken != 0; taken &= taken - 1)
            {
                var index = word * 64 + BitOperations.TrailingZeroCount(taken);
                var key = NumericKey<TKey, TComparer>.KeyOf(firstOrdinal + (ulong)index);
                var slot = page + DirectLayout<TValue>.FirstSlot + (nint)index * DirectLayout<TValue>.Stride;
                entries.Add(KeyGroups.Of(default(TComparer).Hash(in key), maxParallelism), in key, in Unsafe.AsRef<TValue>((void*)slot));
            }
        }
    }
}
