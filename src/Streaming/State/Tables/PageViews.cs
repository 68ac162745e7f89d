using System.Diagnostics;

namespace Flink.Streaming.State.Tables;

/// <summary>The frozen views of one table that may still be written. On the task's thread.</summary>
/// <param name="pool">Of the table's pages; each view shares it.</param>
internal sealed class PageViews(PagePool pool)
{
    private readonly List<FrozenPages> _views = [];

    /// <summary>Views taken so far; what a page that the table gets now must remember as its birth.</summary>
    public int Freezes { get; private set; }

    /// <summary>Arrays for a view that is to be taken.</summary>
    /// <param name="pages">Pages that it will have.</param>
    public FrozenPages.Lists Begin(int pages)
    {
        FrozenPages.Lists? spare = null;
        for (var i = _views.Count - 1; i >= 0; i--)
        {
            if (_views[i].IsEnded)
            {
                spare = _views[i].Arrays;
                _views.RemoveAt(i);
            }
        }

        var ids = pool.Ids;
        if (spare is null || spare.Pages.Length < pages || spare.Marks.Length < ids)
        {
            return new FrozenPages.Lists(GC.AllocateUninitializedArray<nint>(pages + pages / 4), new nint[ids + ids / 4]);
        }

        Array.Clear(spare.Marks);
        return spare;
    }

    /// <summary>Takes the view, with its pages listed.</summary>
    public FrozenPages Take(FrozenPages.Lists lists, int count)
    {
        Debug.Assert(count <= lists.Pages.Length, "The lists were begun for as many pages.");
        var view = new FrozenPages(pool.Share(), Freezes++, lists, count);
        _views.Add(view);
        return view;
    }

    /// <summary>Before a page is changed that a view may need: keeps its content.</summary>
    public void Keep(nint page)
    {
        for (var i = _views.Count - 1; i >= 0; i--)
        {
            _views[i].Keep(page);
        }
    }
}
