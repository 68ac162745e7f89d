namespace Flink.Runtime.TaskExecutor;

/// <summary>How long the next of several attempts takes: at first a short time, then ever longer.</summary>
internal struct Patience(TimeSpan first, TimeSpan longest)
{
    private TimeSpan _next = first;

    /// <summary>The time for this attempt; the next one has twice that.</summary>
    public TimeSpan Next()
    {
        var now = _next < longest ? _next : longest;
        _next = now + now;
        return now;
    }
}
