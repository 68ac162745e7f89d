using Flink.Core.Configuration;

namespace Flink.ResourceManagers.Workers;

/// <summary>How patient the worker manager is with workers and with the system that starts them.</summary>
public sealed record WorkerManagerSettings
{
    /// <summary>How long a worker may take from its start to its registration (<c>resourcemanager.taskmanager-registration.timeout</c>).</summary>
    public TimeSpan RegistrationTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long everything waits for workers of an earlier term (<c>resourcemanager.previous-worker.recovery.timeout</c>).</summary>
    public TimeSpan RecoveryTimeout { get; init; } = TimeSpan.Zero;

    /// <summary>Failed starts in a minute after which starts pause (<c>resourcemanager.start-worker.max-failure-rate</c>).</summary>
    public double MaxFailureRate { get; init; } = 10;

    /// <summary>How long starts pause then, and the longest pause after any failure (<c>resourcemanager.start-worker.retry-interval</c>).</summary>
    public TimeSpan RetryInterval { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>The pause after the second failed start in a row; each further one doubles it.</summary>
    public TimeSpan FirstRetryDelay { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest pause; not zero, whatever <see cref="RetryInterval"/> says, so that a system that says no is not asked without end.</summary>
    internal TimeSpan LongestPause => RetryInterval > FirstRetryDelay ? RetryInterval : FirstRetryDelay;

    /// <summary>How long workers of an earlier term count as if they were there, so that none is requested in their place: they are expected to come at once.</summary>
    public TimeSpan RecoveryGrace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a job waits, before it deals with the loss of a worker, for whoever started the worker to say what became of it.</summary>
    public TimeSpan LossPatience { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Workers in a row that end on one machine before they have registered, after which nothing is placed on it for a while; 0 for never (<c>resourcemanager.node-quarantine.start-failures</c>).</summary>
    public int QuarantineFailures { get; init; }

    /// <summary>For how long (<c>resourcemanager.node-quarantine.duration</c>).</summary>
    public TimeSpan QuarantineTime { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Reads the options.</summary>
    /// <exception cref="ConfigurationException">A value is not valid.</exception>
    public static WorkerManagerSettings From(FlinkConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return new WorkerManagerSettings
        {
            RegistrationTimeout = configuration.Get(ResourceManagerOptions.RegistrationTimeout),
            RecoveryTimeout = configuration.Get(ResourceManagerOptions.PreviousWorkerRecoveryTimeout),
            MaxFailureRate = configuration.Get(ResourceManagerOptions.StartWorkerMaxFailureRate),
            RetryInterval = configuration.Get(ResourceManagerOptions.StartWorkerRetryInterval),
            QuarantineFailures = configuration.Get(ResourceManagerOptions.QuarantineStartFailures),
            QuarantineTime = configuration.Get(ResourceManagerOptions.QuarantineDuration),
        };
    }
}
