using System.Xml;

namespace Flink.Runtime.JobManager.Failover;

/// <summary>Pauses that grow with every failure, until the job has run well for a while.</summary>
/// <param name="initial">The first pause.</param>
/// <param name="max">The longest.</param>
/// <param name="multiplier">From one to the next.</param>
/// <param name="resetAfter">Time without a failure, beyond the pause, after which it starts over.</param>
/// <param name="jitter">Part of the pause by which it is longer or shorter by chance.</param>
/// <param name="attempts">Restarts until it starts over.</param>
/// <param name="random">The chance.</param>
public sealed class ExponentialDelayRestart(
    TimeSpan initial, TimeSpan max, double multiplier, TimeSpan resetAfter, double jitter, int attempts, Random random) : RestartStrategy
{
    private DateTimeOffset? _lastFailure;
    private TimeSpan _pause;
    private int _restarts;

    /// <inheritdoc/>
    public override string Description => $"Restart with exponential delay: starting at {XmlConvert.ToString(initial)}, increasing by {multiplier} with maximum {XmlConvert.ToString(max)}. #{attempts} restart attempts.";

    /// <inheritdoc/>
    public override string Limit => $"its exponential-delay strategy allows {attempts} restarts in a row";

    /// <inheritdoc/>
    public override TimeSpan? DelayAfterFailure(DateTimeOffset time)
    {
        if (_lastFailure is not { } last || time - last >= resetAfter + _pause)
        {
            (_pause, _restarts) = (initial, 0);
        }
        else
        {
            _pause = Shorter(_pause * multiplier, max);
        }

        _lastFailure = time;
        return _restarts++ < attempts ? Shorter(_pause * (1 + (jitter * ((2 * random.NextDouble()) - 1))), max) : null;
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
