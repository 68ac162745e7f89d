namespace Flink.Runtime.JobManager.Failover;

/// <summary>The first failure is the last.</summary>
public sealed class NoRestart : RestartStrategy
{
    /// <summary>The only instance.</summary>
    public static readonly NoRestart Instance = new();

    private NoRestart()
    {
    }

    /// <inheritdoc/>
    public override string Description => "Restart deactivated.";

    /// <inheritdoc/>
    public override string Limit => "it has no restart strategy";

    /// <inheritdoc/>
    public override TimeSpan? DelayAfterFailure(DateTimeOffset time) => null;
}
