namespace Flink.Runtime.HighAvailability;

/// <summary>Ends something once.</summary>
internal sealed class Watch(Action end) : IDisposable
{
    private Action? _end = end;

    public void Dispose() => Interlocked.Exchange(ref _end, null)?.Invoke();
}
