namespace Flink.Streaming.Windowing.Evictors;

/// <summary>Makes evictors that keep what is near to the last record.</summary>
public static class DeltaEvictor
{
    /// <summary>Takes out the records whose distance to the window's last one is at or above a threshold.</summary>
    /// <param name="threshold">The distance that is too much.</param>
    /// <param name="delta">Gives the distance from a record to the last one.</param>
    /// <param name="after">Evicts after the function and not before it.</param>
    public static DeltaEvictor<T> Of<T>(double threshold, Func<T, T, double> delta, bool after = false)
    {
        ArgumentNullException.ThrowIfNull(delta);
        return new DeltaEvictor<T>(threshold, delta, after);
    }
}
