namespace Flink.Runtime.TaskExecutor;

/// <summary>A worker's way out: how long it stays, and who waits until nothing of it is needed any more.</summary>
/// <remarks>Part of the worker's endpoint, but for <see cref="Done"/>.</remarks>
/// <param name="clock">For the time that is left.</param>
internal sealed class WorkerDrain(TimeProvider clock)
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private DateTimeOffset? _end;

    /// <summary>Why, in words.</summary>
    public string Reason { get; private set; } = "";

    /// <summary>How long it stays.</summary>
    public TimeSpan Left => _end is { } end && end > clock.GetUtcNow() ? end - clock.GetUtcNow() : TimeSpan.Zero;

    /// <summary>Completes when nobody needs the worker, or nobody can do without it.</summary>
    public Task Done => _done.Task;

    /// <summary>It is about to go.</summary>
    /// <returns>False when it was known to go at least as early.</returns>
    public bool Begin(TimeSpan grace, string reason)
    {
        var end = clock.GetUtcNow() + grace;
        if (_end <= end)
        {
            return false;
        }

        (_end, Reason) = (end, reason);
        return true;
    }

    /// <summary>To stay would be of no use.</summary>
    public void End() => _done.TrySetResult();
}
