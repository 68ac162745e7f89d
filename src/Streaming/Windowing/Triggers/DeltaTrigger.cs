namespace Flink.Streaming.Windowing.Triggers;

/// <summary>Makes triggers that fire when a record is far from the one that fired last.</summary>
public static class DeltaTrigger
{
    /// <summary>Fires when the distance between a record and the last that fired is above a threshold. The first record of a window does not fire.</summary>
    /// <param name="threshold">The distance that is not enough.</param>
    /// <param name="delta">Gives the distance from an older record to a newer one.</param>
    public static DeltaTrigger<T> Of<T>(double threshold, Func<T, T, double> delta)
    {
        ArgumentNullException.ThrowIfNull(delta);
        return new DeltaTrigger<T>(threshold, delta);
    }
}
