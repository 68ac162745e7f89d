using System.Runtime.CompilerServices;
using Flink.Streaming.State;
using Flink.Streaming.State.Tables;
using Flink.Streaming.Windowing.Operators;

namespace Flink.Streaming.Windowing.Slices;

// How windows are shown.
internal sealed partial class SlidingLane<T, TKey, TAccumulator, TOut, TComparer, TContents>
{
    /// <summary>Shows the window of each key that has slices in it.</summary>
    public void Show<TVisitor>(ref TVisitor visitor)
        where TVisitor : struct, IEntryVisitor<TKey, TAccumulator>
    {
        // A copy whose address nobody takes stays in registers.
        var own = visitor;
        for (var first = 0; first < _keys.Places; first += LaneKeys<TKey, TAccumulator>.BlockKeys)
        {
            var block = _keys.BlockOf(first);
            var windows = block.Windows.AsSpan(0, Math.Min(LaneKeys<TKey, TAccumulator>.BlockKeys, _keys.Places - first));
            ReadOnlySpan<TKey> keys = block.Keys.AsSpan(0, windows.Length);
            ReadOnlySpan<ulong> hashes = block.Hashes.AsSpan(0, windows.Length);
            for (var i = 0; i < windows.Length; i++)
            {
                if (windows[i].IsShown)
                {
                    TAccumulator window = default!;
                    SetToWindow(ref window, in windows[i]);
                    own.Visit(in keys[i], hashes[i], ref window);
                }
            }
        }

        visitor = own;
    }

    /// <summary>The windows of places that all have a key with slices in it, where they lie together.</summary>
    /// <param name="place">The first place, below <see cref="Places"/>.</param>
    /// <param name="windows">What they amount to; empty when they must be gathered.</param>
    public bool TryShow(int place, out ReadOnlySpan<TAccumulator> windows)
    {
        var (block, at) = (_keys.BlockOf(place), LaneKeys<TKey, TAccumulator>.InBlockOf(place));
        var count = Math.Min(LaneKeys<TKey, TAccumulator>.BlockKeys, _keys.Places - place);
        windows = LaneKeys<TKey, TAccumulator>.KeepsTotals && at == 0 && block.Shown == count ? block.Totals.AsSpan(0, count) : [];
        return !windows.IsEmpty;
    }

    /// <summary>Merges the window of each key that has slices in it, for some of the places.</summary>
    /// <param name="place">The first place, below <see cref="Places"/>; afterwards that of the next call.</param>
    /// <param name="windows">What they amount to, to be kept by whoever wants to.</param>
    /// <returns>How many windows there are.</returns>
    // By itself, so that the compiler has room to inline the merge.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public int Gather(ref int place, Span<TAccumulator> windows)
    {
        var (block, at) = (_keys.BlockOf(place), LaneKeys<TKey, TAccumulator>.InBlockOf(place));
        var room = Math.Min(windows.Length, LaneKeys<TKey, TAccumulator>.BlockKeys - at);
        ReadOnlySpan<LaneKey<TAccumulator>> keys = block.Windows.AsSpan(at, Math.Min(room, _keys.Places - place));
        var (i, count) = (0, 0);
        try
        {
            for (; i < keys.Length; i++)
            {
                if (keys[i].IsShown)
                {
                    SetToWindow(ref windows[count++], in keys[i]);
                }
            }
        }
        catch (Exception cause) when (WindowFailure.IsOfFunction(cause))
        {
            throw new MergeFailure<TKey>(block.Keys[at + i], cause);
        }

        place += keys.Length;
        return count;
    }

    /// <summary>The key that is shown at a place.</summary>
    /// <param name="index">The place, from 0; less those of the lane afterwards.</param>
    /// <param name="key">The key.</param>
    /// <returns>Whether it is one of the lane's.</returns>
    public bool TryKeyAt(ref long index, out TKey key)
    {
        for (var place = 0; place < _keys.Places; place++)
        {
            if (_keys[place].IsShown && index-- == 0)
            {
                key = _keys.KeyAt(place);
                return true;
            }
        }

        key = default!;
        return false;
    }
}
