using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Flink.Core;
using Flink.Core.State;
using Flink.Core.Types;

namespace Flink.Streaming.State.Tables;

/// <summary>The entries of a native table at one moment, written by another thread than the task's.</summary>
/// <param name="pages">Owned.</param>
/// <param name="name">The state's name.</param>
/// <param name="maxParallelism">Key groups of the operator.</param>
/// <param name="values">How values are written.</param>
internal sealed unsafe class FrozenTable<TKey, TValue>(FrozenPages pages, string name, int maxParallelism, ValueFormat<TValue> values) : IFrozenState
{
    private readonly Lock _gate = new();
    private readonly List<nint> _buffers = [];
    private bool _isDisposed;

    /// <inheritdoc/>
    /// <exception cref="FlinkException">There was no memory to keep a page that the task changed meanwhile.</exception>
    public void Write(StateWriter state, CancellationToken cancellation) => Write(state, continues: false, cancellation);

    /// <summary>Writes the entries, perhaps behind others of the same state.</summary>
    /// <exception cref="FlinkException">There was no memory to keep a page that the task changed meanwhile.</exception>
    public void Write(StateWriter state, bool continues, CancellationToken cancellation)
    {
        // The gate keeps whoever gives the snapshot up from freeing pages under this loop.
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            var entries = new EntryWriter<TKey, TValue>(state, name, values, continues);
            for (var next = 0; next < pages.Count;)
            {
                cancellation.ThrowIfCancellationRequested();
                var chain = 0;
                do
                {
                    pages.Take(next++, Buffer(chain++));
                }
                while (next < pages.Count && pages.IsContinuation(next));

                WriteChain(entries, CollectionsMarshal.AsSpan(_buffers)[..chain]);
            }

            entries.End();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
            _buffers.ForEach(buffer => NativeMemory.AlignedFree((void*)buffer));
            pages.Dispose();
        }
    }

    private nint Buffer(int index)
    {
        if (index == _buffers.Count)
        {
            _buffers.Add((nint)NativeMemory.AlignedAlloc(PagePool.PageBytes, PageHeader.Bytes));
        }

        return _buffers[index];
    }

    private void WriteChain(EntryWriter<TKey, TValue> entries, ReadOnlySpan<nint> chain)
    {
        if (chain.Length == 1 && IsOfOneGroup(chain[0], out var group))
        {
            var left = PagePool.Header(chain[0]).Count;
            for (var slot = FirstSlot(chain[0]); left > 0; slot += SlotLayout<TKey, TValue>.Stride)
            {
                ref var entry = ref Unsafe.AsRef<Slot<TKey, TValue>>((void*)slot);
                if (entry.Hash != 0)
                {
                    left--;
                    entries.Add(group, in entry.Key, in entry.Value);
                }
            }

            return;
        }

        List<(int Group, nint Slot)> ordered = [];
        foreach (var page in chain)
        {
            Collect(page, ordered);
        }

        ordered.Sort();
        foreach (var (owner, slot) in ordered)
        {
            ref var entry = ref Unsafe.AsRef<Slot<TKey, TValue>>((void*)slot);
            entries.Add(owner, in entry.Key, in entry.Value);
        }
    }

    private bool IsOfOneGroup(nint page, out int group)
    {
        var (least, most) = (int.MaxValue, -1);
        var slot = FirstSlot(page);
        for (var i = 0; i < SlotLayout<TKey, TValue>.Slots; i++, slot += SlotLayout<TKey, TValue>.Stride)
        {
            var hash = *(ulong*)slot;
            if (hash != 0)
            {
                var owner = KeyGroups.Of(hash, maxParallelism);
                least = Math.Min(least, owner);
                most = Math.Max(most, owner);
            }
        }

        group = most;
        return least >= most;
    }

    private void Collect(nint page, List<(int Group, nint Slot)> into)
    {
        var slot = FirstSlot(page);
        for (var i = 0; i < SlotLayout<TKey, TValue>.Slots; i++, slot += SlotLayout<TKey, TValue>.Stride)
        {
            var hash = *(ulong*)slot;
            if (hash != 0)
            {
                into.Add((KeyGroups.Of(hash, maxParallelism), slot));
            }
        }
    }

    private static nint FirstSlot(nint page) => page + PageHeader.Bytes;
}
