namespace Flink.Streaming.Windowing.Evictors;

/// <summary>Keeps the records that are near to the window's last one.</summary>
/// <typeparam name="T">The record type.</typeparam>
/// <remarks>Source: Flink's DeltaEvictor.</remarks>
public sealed class DeltaEvictor<T> : Evictor
{
    private readonly double _threshold;
    private readonly Func<T, T, double> _delta;
    private readonly bool _after;

    internal DeltaEvictor(double threshold, Func<T, T, double> delta, bool after)
    {
        _threshold = threshold;
        _delta = delta;
        _after = after;
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"DeltaEvictor({_threshold})");

    internal override Evictor<TOther, TWindow> For<TOther, TWindow>() => new OfWindows<TWindow>(this) as Evictor<TOther, TWindow>
        ?? throw new ArgumentException($"{this} is an evictor for records of type {typeof(T)}, and those of the stream are of type {typeof(TOther)}.");

    private sealed class OfWindows<TWindow>(DeltaEvictor<T> evictor) : OneSidedEvictor<T, TWindow>(evictor._after)
        where TWindow : struct, IWindow
    {
        protected override void Evict(List<TimestampedValue<T>> elements)
        {
            if (elements.Count > 0)
            {
                var last = elements[^1].Value;
                elements.RemoveAll(element => evictor._delta(element.Value, last) >= evictor._threshold);
            }
        }
    }
}
