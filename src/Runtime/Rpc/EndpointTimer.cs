namespace Flink.Runtime.Rpc;

/// <summary>An action of an endpoint at a later time: a message to itself.</summary>
internal sealed class EndpointTimer : IDisposable
{
    private readonly ITimer _timer;
    private Action? _action;

    public EndpointTimer(Endpoint endpoint, TimeProvider clock, TimeSpan delay, Action action)
    {
        _action = action;
        _timer = clock.CreateTimer(_ => endpoint.Post(Fire), null, delay, Timeout.InfiniteTimeSpan);
    }

    public void Dispose()
    {
        _action = null;
        _timer.Dispose();
    }

    private void Fire()
    {
        var action = _action;
        Dispose();
        action?.Invoke();
    }
}
