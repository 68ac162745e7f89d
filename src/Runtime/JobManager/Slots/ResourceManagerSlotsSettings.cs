using Flink.Core.Configuration;

namespace Flink.Runtime.JobManager.Slots;

/// <summary>How patient a job's master is with the ResourceManager.</summary>
public sealed record ResourceManagerSlotsSettings
{
    /// <summary>How long a call may take (<c>pekko.ask.timeout</c>).</summary>
    public TimeSpan AskTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Pause after the first attempt that failed; each is twice the one before (<c>cluster.registration.initial-timeout</c>).</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest pause (<c>cluster.registration.error-delay</c>).</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Reads the options.</summary>
    public static ResourceManagerSlotsSettings From(FlinkConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return new ResourceManagerSlotsSettings
        {
            AskTimeout = configuration.Get(ClusterOptions.AskTimeout),
            FirstPause = configuration.Get(ClusterOptions.RegistrationInitialTimeout),
            LongestPause = configuration.Get(ClusterOptions.RegistrationErrorDelay),
        };
    }
}
