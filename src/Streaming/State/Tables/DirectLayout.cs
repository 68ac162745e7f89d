using System.Numerics;
using System.Runtime.CompilerServices;

namespace Flink.Streaming.State.Tables;

/// <summary>How values lie in pages that are addressed by key: behind the header a bit for each slot that is taken, then the slots, values alone.</summary>
internal static class DirectLayout<TValue>
{
    /// <summary>Bytes from one slot to the next: no slot crosses a cache line.</summary>
    public static readonly int Stride = (int)BitOperations.RoundUpToPowerOf2((uint)Unsafe.SizeOf<TValue>());

    /// <summary>Slots of a page.</summary>
    public static readonly int Slots = MostSlots();

    /// <summary>Words of 64 bits that say which slots are taken.</summary>
    public static readonly int Words = WordsFor(Slots);

    /// <summary>Where in its page the first slot is.</summary>
    public static readonly int FirstSlot = FirstSlotBehind(Words);

    /// <summary>Whether values can lie so: they hold no references, and a page has room for many.</summary>
    public static bool IsPossible
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => !RuntimeHelpers.IsReferenceOrContainsReferences<TValue>() && Unsafe.SizeOf<TValue>() <= SlotLayout.CacheLine;
    }

    private static int MostSlots()
    {
        var slots = (PagePool.PageBytes - PageHeader.Bytes) / Stride;
        while (FirstSlotBehind(WordsFor(slots)) + slots * Stride > PagePool.PageBytes)
        {
            slots--;
        }

        return slots;
    }

    private static int WordsFor(int slots) => (slots + 63) / 64;

    private static int FirstSlotBehind(int words) => (PageHeader.Bytes + words * sizeof(ulong) + Stride - 1) / Stride * Stride;
}
