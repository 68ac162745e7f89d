using Flink.Core.Sources;

namespace Flink.Streaming.Sources;

/// <summary>Some of the whole numbers of a range: every <paramref name="Stride"/>-th from <paramref name="Next"/> on.</summary>
/// <param name="Number">Which split it is, from 0; its id.</param>
/// <param name="Next">The number that is read next.</param>
/// <param name="Remaining">How many numbers are left, as an unsigned number; <see cref="Endless"/> for no end.</param>
/// <param name="Stride">Distance of two numbers; at least 1.</param>
public sealed record RangeSplit(int Number, long Next, ulong Remaining, int Stride) : ISplit
{
    /// <summary>The value of <see cref="Remaining"/> for a split that has no end.</summary>
    public const ulong Endless = ulong.MaxValue;

    /// <inheritdoc/>
    public string SplitId => Number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Cuts a range into contiguous parts of nearly the same length.</summary>
    /// <param name="first">The first number.</param>
    /// <param name="count">How many numbers.</param>
    /// <param name="parts">How many parts at most; none is empty.</param>
    internal static IReadOnlyList<RangeSplit> Contiguous(long first, ulong count, int parts)
    {
        var splits = new List<RangeSplit>();
        var size = count / (ulong)parts;
        var longer = count % (ulong)parts;
        var next = first;
        for (var i = 0; i < parts; i++)
        {
            var length = size + ((ulong)i < longer ? 1UL : 0UL);
            if (length == 0)
            {
                break;
            }

            splits.Add(new RangeSplit(i, next, length, 1));
            next = unchecked(next + (long)length);
        }

        return splits;
    }

    /// <summary>Deals the numbers 0, 1, 2, ... out to parts in turn, so that the parts advance side by side.</summary>
    /// <param name="count">How many numbers; <see cref="Endless"/> for no end.</param>
    /// <param name="parts">How many parts at most; none is empty.</param>
    internal static IReadOnlyList<RangeSplit> Interleaved(ulong count, int parts)
    {
        var used = (int)Math.Min(count, (ulong)parts);
        var splits = new List<RangeSplit>(used);
        for (var i = 0; i < used; i++)
        {
            var length = count == Endless ? Endless : (count - (ulong)i + (ulong)used - 1) / (ulong)used;
            splits.Add(new RangeSplit(i, i, length, used));
        }

        return splits;
    }
}
