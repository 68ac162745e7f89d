namespace Flink.Streaming.Windowing.Evictors;

/// <summary>Keeps the last records of a window, as many as a number.</summary>
/// <remarks>Source: Flink's CountEvictor.</remarks>
public sealed class CountEvictor : Evictor
{
    private readonly long _count;
    private readonly bool _after;

    private CountEvictor(long count, bool after)
    {
        _count = count;
        _after = after;
    }

    /// <summary>An evictor that keeps a number of records.</summary>
    /// <param name="count">Above 0.</param>
    /// <param name="after">Evicts after the function and not before it.</param>
    public static CountEvictor Of(long count, bool after = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return new CountEvictor(count, after);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{nameof(CountEvictor)}({_count})";

    internal override Evictor<T, TWindow> For<T, TWindow>() => new OfWindows<T, TWindow>(_count, _after);

    private sealed class OfWindows<T, TWindow>(long count, bool after) : OneSidedEvictor<T, TWindow>(after)
        where TWindow : struct, IWindow
    {
        protected override void Evict(List<TimestampedValue<T>> elements)
        {
            if (elements.Count > count)
            {
                elements.RemoveRange(0, (int)(elements.Count - count));
            }
        }
    }
}
