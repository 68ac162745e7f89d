using Flink.Streaming.Testing;

namespace Flink.Local.Tests.Harness;

/// <summary>Where functions of a test wait until the test lets them pass. Travels with them, and stays one for all. Disposing it opens it, so that no thread stays behind.</summary>
internal sealed class Gate : IDisposable
{
    private readonly Shared<State> _state = new(new State());

    /// <summary>Completes when a function has come.</summary>
    public Task Entered => _state.Value.Entered.Task;

    public bool IsOpen => _state.Value.IsOpen.IsSet;

    public void Open() => _state.Value.IsOpen.Set();

    /// <summary>Says that a function has come, and lets it pass.</summary>
    public T Announce<T>(T value)
    {
        _state.Value.Entered.TrySetResult();
        return value;
    }

    /// <summary>Blocks the thread until the gate is open.</summary>
    public T Wait<T>(T value, CancellationToken cancellation = default)
    {
        _state.Value.Entered.TrySetResult();
        _state.Value.IsOpen.Wait(cancellation);
        return value;
    }

    public void Dispose()
    {
        Open();
        _state.Dispose();
    }

    private sealed class State
    {
        public ManualResetEventSlim IsOpen { get; } = new();

        public TaskCompletionSource Entered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
