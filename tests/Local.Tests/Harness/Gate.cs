namespace Flink.Local.Tests.Harness;

/// <summary>Where functions of a test wait until the test lets them pass. Disposing it opens it, so that no thread stays behind.</summary>
internal sealed class Gate : IDisposable
{
    private readonly ManualResetEventSlim _open = new();
    private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when a function has come.</summary>
    public Task Entered => _entered.Task;

    public bool IsOpen => _open.IsSet;

    public void Open() => _open.Set();

    /// <summary>Says that a function has come, and lets it pass.</summary>
    public T Announce<T>(T value)
    {
        _entered.TrySetResult();
        return value;
    }

    /// <summary>Blocks the thread until the gate is open.</summary>
    public T Wait<T>(T value, CancellationToken cancellation = default)
    {
        _entered.TrySetResult();
        _open.Wait(cancellation);
        return value;
    }

    public void Dispose() => _open.Set();
}
