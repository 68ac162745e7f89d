namespace Flink.Streaming.Windowing.Evictors;

/// <summary>An evictor that takes out the same records before or after the function.</summary>
internal abstract class OneSidedEvictor<T, TWindow>(bool after) : Evictor<T, TWindow>
    where TWindow : struct, IWindow
{
    public override void EvictBefore(List<TimestampedValue<T>> elements, TWindow window, EvictorContext context)
    {
        if (!after)
        {
            Evict(elements);
        }
    }

    public override void EvictAfter(List<TimestampedValue<T>> elements, TWindow window, EvictorContext context)
    {
        if (after)
        {
            Evict(elements);
        }
    }

    protected abstract void Evict(List<TimestampedValue<T>> elements);
}
