using System.Xml;

namespace Flink.Runtime.JobManager.Failover;

/// <summary>A number of restarts, the same pause before each.</summary>
/// <param name="attempts">Restarts over the life of the job.</param>
/// <param name="delay">The pause.</param>
public sealed class FixedDelayRestart(int attempts, TimeSpan delay) : RestartStrategy
{
    private int _failures;

    /// <inheritdoc/>
    public override string Description => $"Restart with fixed delay ({XmlConvert.ToString(delay)}). #{attempts} restart attempts.";

    /// <inheritdoc/>
    public override string Limit => $"its fixed-delay strategy allows {attempts} restarts";

    /// <inheritdoc/>
    public override TimeSpan? DelayAfterFailure(DateTimeOffset time) => _failures++ < attempts ? delay : null;
}
