namespace Flink.Runtime.Scheduling;

/// <summary>Runs work at once on the caller's thread: in a cluster that is stepped from outside everything has one order.</summary>
public sealed class InlineIo : IIoExecutor
{
    /// <summary>The only instance.</summary>
    public static readonly InlineIo Instance = new();

    private InlineIo()
    {
    }

    /// <inheritdoc/>
    public void Run(Action work) => work();
}
