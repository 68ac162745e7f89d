namespace Flink.Kubernetes.Api;

/// <summary>When the next call may begin: a rate that sinks when the API server has too much to do and rises when it has not, and a pause when it asks for one.</summary>
/// <remarks>Not more than the rate on the long run; a burst of twice the calls of a second is let through. Threads may share it.</remarks>
internal sealed class CallLimits
{
    private const double Burst = 2;
    private const double SlowestRate = 0.5;

    // From the slowest rate to half of the highest in some seconds of calls that went well.
    private const double Recovery = 0.02;
    private static readonly TimeSpan _usualPause = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly TimeProvider _clock;
    private readonly long _begin;
    private readonly double _highest;
    private double _rate;

    // When the calls that were let through would have been made at exactly the rate.
    private TimeSpan _due;
    private TimeSpan _pauseEnd;

    public CallLimits(double callsPerSecond, TimeProvider clock)
    {
        _clock = clock;
        _highest = _rate = callsPerSecond;
        _begin = clock.GetTimestamp();
    }

    // Nobody sets it: a time of day that is set back would hold up every call for as long.
    private TimeSpan Now => _clock.GetElapsedTime(_begin);

    /// <summary>Calls a second at this moment.</summary>
    public double Rate
    {
        get
        {
            lock (_gate)
            {
                return _rate;
            }
        }
    }

    /// <summary>Waits for the turn of a call.</summary>
    public async Task WaitAsync(CancellationToken cancellation)
    {
        var wait = Reserve();
        while (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, _clock, cancellation).ConfigureAwait(false);

            // Somebody may have been told to pause meanwhile.
            wait = UntilPauseEnds();
        }
    }

    /// <summary>The API server has answered a call.</summary>
    public void Succeeded()
    {
        lock (_gate)
        {
            _rate = Math.Min(_highest, _rate + (_highest * Recovery));
        }
    }

    /// <summary>The API server has too much to do.</summary>
    /// <param name="pause">How long it wants to be left alone; null when it does not say.</param>
    public void TooMany(TimeSpan? pause)
    {
        lock (_gate)
        {
            var now = Now;

            // Those that were under way together are one complaint.
            if (now >= _pauseEnd)
            {
                _rate = Math.Max(SlowestRate, _rate / 2);
            }

            var end = now + (pause ?? _usualPause);
            _pauseEnd = end > _pauseEnd ? end : _pauseEnd;
        }
    }

    private TimeSpan Reserve()
    {
        lock (_gate)
        {
            var now = Now;
            var interval = TimeSpan.FromSeconds(1 / _rate);
            _due = (_due > now ? _due : now) + interval;
            var wait = _due - (interval * Math.Max(1, _rate * Burst)) - now;
            return wait > _pauseEnd - now ? wait : _pauseEnd - now;
        }
    }

    private TimeSpan UntilPauseEnds()
    {
        lock (_gate)
        {
            return _pauseEnd - Now;
        }
    }
}
