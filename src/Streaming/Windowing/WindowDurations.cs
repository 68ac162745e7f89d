using System.Runtime.CompilerServices;

namespace Flink.Streaming.Windowing;

/// <summary>Lengths of time as windows count them: whole milliseconds.</summary>
internal static class WindowDurations
{
    /// <exception cref="ArgumentOutOfRangeException">The length has a fraction of a millisecond.</exception>
    public static long Milliseconds(TimeSpan length, [CallerArgumentExpression(nameof(length))] string name = "")
    {
        var (milliseconds, rest) = Math.DivRem(length.Ticks, TimeSpan.TicksPerMillisecond);
        return rest == 0
            ? milliseconds
            : throw new ArgumentOutOfRangeException(name, length, "Windows count in milliseconds: give a whole number of them.");
    }

    /// <exception cref="ArgumentOutOfRangeException">The length is not above 0, or has a fraction of a millisecond.</exception>
    public static long Positive(TimeSpan length, [CallerArgumentExpression(nameof(length))] string name = "")
    {
        var milliseconds = Milliseconds(length, name);
        return milliseconds > 0
            ? milliseconds
            : throw new ArgumentOutOfRangeException(name, length, "Must be above 0: at least a millisecond.");
    }

    /// <exception cref="ArgumentOutOfRangeException">The offset is not smaller than what it moves.</exception>
    public static long Offset(TimeSpan offset, long bound, string boundName)
    {
        var milliseconds = Milliseconds(offset, nameof(offset));
        return Math.Abs(milliseconds) < bound
            ? milliseconds
            : throw new ArgumentOutOfRangeException(
                nameof(offset), offset, $"Must be smaller than the {boundName}, {TimeSpan.FromMilliseconds(bound)}, whether it is positive or negative: abs(offset) < {boundName}.");
    }
}
