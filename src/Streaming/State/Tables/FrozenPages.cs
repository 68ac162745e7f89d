using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Flink.Core;

namespace Flink.Streaming.State.Tables;

/// <summary>The pages of a table at one moment, for a writer that reads them while the task goes on changing the table.</summary>
/// <remarks>
/// <para>Pages stay where they are. Each has a mark here, over which one compare-and-swap decides: either the writer wins, after it
/// copied the page, and then the task no longer cares; or the task wins, before its first change, and puts a copy of the page
/// aside for the writer. A writer that lost throws away what it read, which may be torn. So the task never waits for the writer,
/// and the writer waits for the task only while that copies a page.</para>
/// <para>When there is no memory for such a copy, the view is given up and the task goes on.</para>
/// </remarks>
internal sealed unsafe class FrozenPages(PagePool pool, int epoch, FrozenPages.Lists lists, int count) : IDisposable
{
    /// <summary>In the list of pages: the page continues the one before it.</summary>
    public const nint Continues = 1;

    private const nint Unclaimed = 0;
    private const nint Written = 1;
    private const nint Copying = 2;

    private readonly nint[] _pages = lists.Pages;
    private readonly nint[] _marks = lists.Marks;
    private FlinkException? _failure;
    private bool _isEnded;

    /// <summary>Pages in the view.</summary>
    public int Count => count;

    /// <summary>The arrays, for another view once this one has ended.</summary>
    public Lists Arrays => lists;

    /// <summary>Whether the view needs no more copies.</summary>
    public bool IsEnded => Volatile.Read(ref _isEnded);

    /// <summary>Whether a page, by its place in the view, continues the one before it.</summary>
    public bool IsContinuation(int index) => (_pages[index] & Continues) != 0;

    /// <summary>On the task's thread, before a page is changed for the first time since the freeze: keeps its content.</summary>
    public void Keep(nint page)
    {
        ref var header = ref PagePool.Header(page);
        if (header.Born > epoch || IsEnded)
        {
            return;
        }

        ref var mark = ref _marks[header.Id];
        if (Interlocked.CompareExchange(ref mark, Copying, Unclaimed) != Unclaimed)
        {
            return;
        }

        if (TryCopy(page) is var copy && copy != 0 && Interlocked.CompareExchange(ref mark, copy, Copying) != Copying)
        {
            pool.Return(copy);
        }
    }

    /// <summary>On the writer's thread: copies the content that a page had at the freeze, for the last time.</summary>
    /// <param name="index">Its place in the view.</param>
    /// <param name="target">Room for a page.</param>
    /// <exception cref="FlinkException">The view was given up.</exception>
    public void Take(int index, nint target)
    {
        ref var mark = ref PageMark(index);
        if (Volatile.Read(ref mark) == Unclaimed)
        {
            // The exchange comes after the copy: the task had not claimed the page by then.
            Unsafe.CopyBlock((void*)target, (void*)(_pages[index] & ~Continues), PagePool.PageBytes);
            if (Interlocked.CompareExchange(ref mark, Written, Unclaimed) == Unclaimed)
            {
                ThrowIfGivenUp();
                return;
            }
        }

        AwaitCopy(ref mark);
        var copy = Interlocked.Exchange(ref mark, Written);
        Unsafe.CopyBlock((void*)target, (void*)copy, PagePool.PageBytes);
        pool.Return(copy);
    }

    /// <summary>Ends the view and gives back its copies; not while <see cref="Take"/> runs.</summary>
    public void Dispose()
    {
        // All marks are closed first, so that the task can claim nothing after this loop has passed.
        foreach (ref var mark in _marks.AsSpan())
        {
            if (Volatile.Read(ref mark) != Written && Interlocked.Exchange(ref mark, Written) is var copy && copy > Copying)
            {
                pool.Return(copy);
            }
        }

        Volatile.Write(ref _isEnded, true);
        pool.Dispose();
    }

    private ref nint PageMark(int index) => ref _marks[PagePool.Header(_pages[index] & ~Continues).Id];

    // Of a page that the task has claimed.
    private void AwaitCopy(ref nint mark)
    {
        var wait = default(SpinWait);
        while (Volatile.Read(ref mark) == Copying)
        {
            ThrowIfGivenUp();
            wait.SpinOnce();
        }

        ThrowIfGivenUp();
    }

    private nint TryCopy(nint page)
    {
        if (_failure is not null)
        {
            return 0;
        }

        try
        {
            // The ids of both stay: the writer may have this very page in its list, from before it was returned and rented again.
            var copy = pool.Rent();
            PagePool.Header(copy).Count = PagePool.Header(page).Count;
            CopySlots(page, copy);
            return copy;
        }
        catch (FlinkException exhausted)
        {
            _failure = new FlinkException($"A snapshot was given up: there was no memory to keep pages that changed while it was written. {exhausted.Message}", exhausted);

            // The task changes the page next: a writer that sees the change must see the failure.
            Interlocked.MemoryBarrier();
            return 0;
        }
    }

    // Past the caches where the processor can: what the writer reads later would take the place of what the task needs next, and lines that are only written need not be fetched.
    private static void CopySlots(nint page, nint copy)
    {
        if (!Avx.IsSupported)
        {
            Unsafe.CopyBlock((void*)(copy + PageHeader.Bytes), (void*)(page + PageHeader.Bytes), PagePool.PageBytes - PageHeader.Bytes);
            return;
        }

        for (var at = PageHeader.Bytes; at < PagePool.PageBytes; at += 2 * Vector256<byte>.Count)
        {
            var (first, second) = (Avx.LoadVector256((byte*)page + at), Avx.LoadVector256((byte*)page + at + Vector256<byte>.Count));
            Avx.StoreAlignedNonTemporal((byte*)copy + at, first);
            Avx.StoreAlignedNonTemporal((byte*)copy + at + Vector256<byte>.Count, second);
        }

        // Such stores are in no order with the mark by which the writer learns of them.
        Sse.StoreFence();
    }

    private void ThrowIfGivenUp()
    {
        if (Volatile.Read(ref _failure) is { } failure)
        {
            throw new FlinkException(failure.Message, failure);
        }
    }

    /// <summary>Arrays of a view, kept from one view to the next.</summary>
    /// <param name="Pages">Addresses in the order of the table.</param>
    /// <param name="Marks">By page id.</param>
    internal sealed record Lists(nint[] Pages, nint[] Marks);
}
