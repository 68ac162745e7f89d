namespace Flink.Streaming.Sources;

/// <summary>Says how many records a rate allows now. Never waits: the caller comes back when <see cref="NextTime"/> has passed.</summary>
/// <param name="recordsPerSecond">The rate, above 0.</param>
/// <param name="clock">The clock.</param>
internal sealed class RateLimiter(double recordsPerSecond, TimeProvider clock)
{
    private long _origin = clock.GetTimestamp();
    private double _made;

    /// <summary>Records that may be made now; 1 at the start.</summary>
    public long Available()
    {
        var allowed = 1 + Math.Floor(ElapsedSeconds() * recordsPerSecond) - _made;
        var most = Math.Max(1, Math.Floor(recordsPerSecond));
        if (allowed > most)
        {
            // The source was held up: what is older than a second is not made up for.
            _origin = clock.GetTimestamp();
            _made = 1 - most;
            allowed = most;
        }

        return (long)allowed;
    }

    /// <summary>Counts records as made.</summary>
    public void Take(long records) => _made += records;

    /// <summary>Processing time, in milliseconds since the epoch, when the next record is due.</summary>
    public long NextTime()
    {
        var seconds = (_made / recordsPerSecond) - ElapsedSeconds();
        var milliseconds = Math.Max(1, Math.Ceiling(seconds * 1000));
        return clock.GetUtcNow().ToUnixTimeMilliseconds() + (long)Math.Min(milliseconds, 86_400_000);
    }

    private double ElapsedSeconds() => clock.GetElapsedTime(_origin).TotalSeconds;
}
