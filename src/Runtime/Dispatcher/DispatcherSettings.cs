using Flink.Core.Configuration;
using Flink.Runtime.Scheduling;

namespace Flink.Runtime.Dispatcher;

/// <summary>What a dispatcher needs to know beside its term.</summary>
public sealed record DispatcherSettings
{
    /// <summary>Finished jobs that are remembered (<c>jobstore.max-capacity</c>).</summary>
    public int FinishedCapacity { get; init; } = int.MaxValue;

    /// <summary>How long each is remembered (<c>jobstore.expiration-time</c>).</summary>
    public TimeSpan FinishedExpiration { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Whether a result is removed from the store once its job is cleaned up (<c>job-result-store.delete-on-commit</c>).</summary>
    public bool DeletesResults { get; init; } = true;

    /// <summary>Pause before something that may work later is tried again.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Whether metrics of jobs are offered to whoever listens in this process.</summary>
    public bool OffersMetrics { get; init; } = true;

    /// <summary>Runs what blocks.</summary>
    public IIoExecutor Io { get; init; } = InlineIo.Instance;

    /// <summary>Reads the options.</summary>
    public static DispatcherSettings From(FlinkConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return new DispatcherSettings
        {
            FinishedCapacity = configuration.Get(JobManagerOptions.JobStoreMaxCapacity),
            FinishedExpiration = TimeSpan.FromSeconds(configuration.Get(JobManagerOptions.JobStoreExpirationTime)),
            DeletesResults = configuration.Get(HighAvailabilityOptions.JobResultStoreDelete),
        };
    }
}
