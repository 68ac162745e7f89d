namespace Flink.Runtime.JobManager;

/// <summary>Notices when the client that a job needs gives no sign of life any more. A job is watched from the first sign on.</summary>
/// <param name="clock">The clock.</param>
/// <param name="post">Runs an action as a message of the job's master.</param>
/// <param name="gone">The client is gone.</param>
/// <remarks>Belongs to the job master's endpoint.</remarks>
internal sealed class ClientWatch(TimeProvider clock, Func<Action, bool> post, Action gone) : IDisposable
{
    private static readonly TimeSpan _longest = TimeSpan.FromDays(1);

    private DateTimeOffset _expires = DateTimeOffset.MaxValue;
    private ITimer? _timer;

    /// <summary>The client lives.</summary>
    /// <param name="expires">It counts as gone when nothing is heard of it before this time; never, at the end of time.</param>
    public void Heard(DateTimeOffset expires)
    {
        _expires = expires;
        Look();
    }

    /// <summary>The client cannot be heard for now: it is watched again from its next sign on.</summary>
    public void Pause()
    {
        _expires = DateTimeOffset.MaxValue;
        _timer?.Dispose();
        _timer = null;
    }

    /// <inheritdoc/>
    public void Dispose() => _timer?.Dispose();

    private void Look()
    {
        _timer?.Dispose();
        _timer = null;
        var left = _expires - clock.GetUtcNow();
        if (left <= TimeSpan.Zero)
        {
            _expires = DateTimeOffset.MaxValue;
            gone();
        }
        else if (_expires < DateTimeOffset.MaxValue)
        {
            _timer = clock.CreateTimer(_ => post(Look), null, left < _longest ? left : _longest, Timeout.InfiniteTimeSpan);
        }
    }
}
