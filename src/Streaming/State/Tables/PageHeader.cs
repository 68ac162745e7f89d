using System.Runtime.InteropServices;

namespace Flink.Streaming.State.Tables;

/// <summary>The first cache line of a page.</summary>
[StructLayout(LayoutKind.Sequential, Size = Bytes)]
internal struct PageHeader
{
    public const int Bytes = 64;

    /// <summary>Which page of its pool this is, counted from 0. Never changes.</summary>
    public int Id;

    /// <summary>Slots taken, in pages whose keys are hashed.</summary>
    public int Count;

    /// <summary>Leading bits of their place that all keys of the page share.</summary>
    public int Depth;

    /// <summary>The table's number of freezes when it got the page: a frozen view holds the pages that were born before it.</summary>
    public int Born;

    /// <summary>The page that continues this one, or the next free page of the pool; 0 for none.</summary>
    public nint Next;
}
