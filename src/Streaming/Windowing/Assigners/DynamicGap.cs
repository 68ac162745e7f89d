namespace Flink.Streaming.Windowing.Assigners;

/// <summary>The gap that a record says for itself.</summary>
internal static class DynamicGap
{
    public static long Of<T>(Func<T, TimeSpan> gap, in T element)
    {
        var length = gap(element);
        return length.Ticks >= TimeSpan.TicksPerMillisecond
            ? length.Ticks / TimeSpan.TicksPerMillisecond
            : throw new InvalidOperationException(
                $"The session gap of a record of type {typeof(T)} is {length}. A dynamic gap must be above 0: at least a millisecond.");
    }
}
