namespace Flink.Runtime.Rpc;

/// <summary>
/// While it lives, what is awaited does not come back to the endpoint: for calls of user code, which may wait for a task in a
/// handler. Its continuation would be a message behind the one that waits for it.
/// </summary>
public readonly ref struct ForeignCode : IDisposable
{
    private readonly SynchronizationContext? _previous;

    private ForeignCode(SynchronizationContext? previous) => _previous = previous;

    /// <summary>Begins; on the endpoint's thread.</summary>
    public static ForeignCode Enter()
    {
        var code = new ForeignCode(SynchronizationContext.Current);
        SynchronizationContext.SetSynchronizationContext(null);
        return code;
    }

    /// <summary>Ends.</summary>
    public void Dispose() => SynchronizationContext.SetSynchronizationContext(_previous);
}
