using System.Xml;

namespace Flink.Runtime.JobManager.Failover;

/// <summary>Restarts while failures are rare.</summary>
/// <param name="maxFailures">Failures within the interval that are cured; one more fails the job.</param>
/// <param name="interval">The interval.</param>
/// <param name="delay">The pause before each restart.</param>
public sealed class FailureRateRestart(int maxFailures, TimeSpan interval, TimeSpan delay) : RestartStrategy
{
    private readonly Queue<DateTimeOffset> _failures = new();

    /// <inheritdoc/>
    public override string Description => $"Failure rate restart with maximum of {maxFailures} failures within interval {XmlConvert.ToString(interval)} and fixed delay {XmlConvert.ToString(delay)}.";

    /// <inheritdoc/>
    public override string Limit => $"its failure-rate strategy allows {maxFailures} failures in {interval}";

    /// <inheritdoc/>
    public override TimeSpan? DelayAfterFailure(DateTimeOffset time)
    {
        _failures.Enqueue(time);
        while (time - _failures.Peek() > interval)
        {
            _failures.Dequeue();
        }

        return _failures.Count > maxFailures ? null : delay;
    }
}
