namespace Flink.Streaming.Windowing.Evictors;

/// <summary>Takes records out of a window before or after its function is called. Derive from <see cref="Evictor{T, TWindow}"/>.</summary>
/// <remarks>With an evictor all records of a window are kept, also where the function could gather them one by one.</remarks>
public abstract class Evictor
{
    private protected Evictor()
    {
    }

    /// <summary>The evictor for records and windows of some types.</summary>
    /// <exception cref="ArgumentException">It is one for other types.</exception>
    internal abstract Evictor<T, TWindow> For<T, TWindow>()
        where TWindow : struct, IWindow;
}
