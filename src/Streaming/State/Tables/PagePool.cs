using Flink.Core;
using Flink.Core.Operators;

namespace Flink.Streaming.State.Tables;

/// <summary>Pages of native memory for the tables of one operator, and for the copies that frozen views keep of them.</summary>
/// <param name="memory">Where arenas of pages come from.</param>
/// <remarks>
/// Arenas grow from 64 KB to 2 MB, so that a small state costs little and a large one lies in huge pages. They go back when the
/// last owner has released the pool: the operator, and every frozen view that is still being written. Until then a page stays
/// readable, also after it was returned. Safe for concurrent use.
/// </remarks>
internal sealed unsafe class PagePool(IManagedMemory memory) : IDisposable
{
    public const int PageBytes = 16 * 1024;

    private const int FirstArena = 4;
    private const int LargestArena = 128;

    private readonly Lock _gate = new();
    private readonly List<nint> _arenas = [];
    private int _arenaPages = FirstArena;
    private byte* _fresh;
    private int _freshPages;
    private nint _free;
    private int _ids;
    private int _owners = 1;

    /// <summary>All ids given to pages so far are below this.</summary>
    public int Ids
    {
        get
        {
            lock (_gate)
            {
                return _ids;
            }
        }
    }

    /// <summary>The bound of the memory behind it, in bytes.</summary>
    public long Limit => memory.Limit;

    /// <summary>The page around an address: pages are aligned to their size.</summary>
    public static nint PageOf(nint address) => address & ~(PageBytes - 1);

    public static ref PageHeader Header(nint page) => ref *(PageHeader*)page;

    /// <summary>A page of which only the id is defined.</summary>
    /// <exception cref="FlinkException">The bound of managed memory is reached.</exception>
    public nint Rent()
    {
        lock (_gate)
        {
            if (_free != 0)
            {
                var page = _free;
                _free = Header(page).Next;
                return page;
            }

            return Carve();
        }
    }

    /// <summary>A page as <see cref="Rent"/> gives it, or 0 when that would fail for the bound of managed memory.</summary>
    /// <exception cref="FlinkException">Another operator took the last memory at this moment.</exception>
    public nint RentIfThereIsRoom()
    {
        lock (_gate)
        {
            return _free != 0 || _freshPages > 0 || memory.Limit - memory.Used >= PageBytes ? Rent() : 0;
        }
    }

    /// <summary>Takes a page back. Whoever may still look at it must be able to bear that its content changes.</summary>
    public void Return(nint page)
    {
        lock (_gate)
        {
            Header(page).Next = _free;
            _free = page;
        }
    }

    /// <summary>Adds an owner, who must call <see cref="Dispose"/> too.</summary>
    public PagePool Share()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_owners == 0, this);
            _owners++;
        }

        return this;
    }

    /// <summary>Releases one owner's hold; the last one frees all pages.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_owners == 0 || --_owners > 0)
            {
                return;
            }

            _arenas.ForEach(arena => memory.Free((void*)arena));
            _arenas.Clear();
            _free = 0;
            _freshPages = 0;
        }
    }

    private nint Carve()
    {
        ObjectDisposedException.ThrowIf(_owners == 0, this);
        if (_freshPages == 0)
        {
            AddArena();
        }

        var page = (nint)_fresh;
        _fresh += PageBytes;
        _freshPages--;
        Header(page).Id = _ids++;
        return page;
    }

    private void AddArena()
    {
        // Near the bound in smaller pieces, so that the last pages are used too before the allocation fails.
        var pages = _arenaPages;
        while (pages > 1 && (long)pages * PageBytes > memory.Limit - memory.Used)
        {
            pages /= 2;
        }

        _fresh = (byte*)memory.Allocate((long)pages * PageBytes);
        _arenas.Add((nint)_fresh);
        _freshPages = pages;
        _arenaPages = Math.Min(LargestArena, _arenaPages * 2);
    }
}
