using System.Runtime.CompilerServices;

namespace Flink.Streaming.State.Tables;

/// <summary>How entries of two types lie in pages.</summary>
internal static class SlotLayout<TKey, TValue>
{
    /// <summary>Bytes from one slot to the next: no slot of up to 64 bytes crosses a cache line.</summary>
    public static readonly int Stride = SlotLayout.StrideOf(Unsafe.SizeOf<Slot<TKey, TValue>>());

    /// <summary>Slots of a page.</summary>
    public static readonly int Slots = (PagePool.PageBytes - PageHeader.Bytes) / Stride;

    /// <summary>Whether entries can live in native pages: they hold no references, and a page has room for three.</summary>
    public static bool IsNative
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => !RuntimeHelpers.IsReferenceOrContainsReferences<TKey>()
            && !RuntimeHelpers.IsReferenceOrContainsReferences<TValue>()
            && Unsafe.SizeOf<Slot<TKey, TValue>>() <= SlotLayout.MaxBytes;
    }
}

/// <summary>Sizes of slots.</summary>
internal static class SlotLayout
{
    public const int CacheLine = 64;

    /// <summary>Size of the largest entry that lives in a page, with its hash.</summary>
    public const int MaxBytes = (PagePool.PageBytes - PageHeader.Bytes) / 3 / 32 * 32;

    public static int StrideOf(int bytes) => bytes switch
    {
        <= 16 => 16,
        <= 32 => 32,
        <= CacheLine => CacheLine,
        _ => (bytes + 31) / 32 * 32,
    };
}
