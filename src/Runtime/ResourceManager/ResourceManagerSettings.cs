using Flink.Core.Configuration;
using Flink.Runtime.Heartbeats;

namespace Flink.Runtime.ResourceManager;

/// <summary>How the ResourceManager watches others, and how it hands out slots.</summary>
public sealed record ResourceManagerSettings
{
    /// <summary>Whether slots are taken from the least used worker first (<c>cluster.evenly-spread-out-slots</c>, <c>taskmanager.load-balance.mode: SLOTS</c>).</summary>
    public bool SpreadsEvenly { get; init; }

    /// <summary>How long changes of demand are gathered after a comparison with what is there (<c>slotmanager.requirement-check.delay</c>).</summary>
    public TimeSpan CheckDelay { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>How long changes are gathered before workers are declared (<c>slotmanager.declare-needed-resource.delay</c>).</summary>
    public TimeSpan DeclarationDelay { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>How long jobs are not told that slots are missing, since workers that others start may still come (<c>resourcemanager.standalone.start-up-time</c>).</summary>
    public TimeSpan StartUpTime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>A job without a master for this long is forgotten (<c>resourcemanager.job.timeout</c>).</summary>
    public TimeSpan JobTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>A worker that no job has used for this long is released, where workers can be started (<c>resourcemanager.taskmanager-timeout</c>).</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether an idle worker is kept while somebody needs results that it stores (<c>resourcemanager.taskmanager-release.wait.result.consumed</c>).</summary>
    public bool KeepsResults { get; init; } = true;

    /// <summary>How many workers' worth of room is kept free, where workers can be started (<c>slotmanager.redundant-taskmanager-num</c>).</summary>
    public int RedundantWorkers { get; init; }

    /// <summary>How small and how large the cluster may be, where workers can be started.</summary>
    public ClusterLimits Limits { get; init; } = ClusterLimits.None;

    /// <summary>How long a call may take (<c>pekko.ask.timeout</c>).</summary>
    public TimeSpan AskTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The rhythm of signs of life of workers (<c>heartbeat.*</c>).</summary>
    public HeartbeatSettings Heartbeats { get; init; } = HeartbeatSettings.Default;

    /// <summary>Reads the options.</summary>
    /// <exception cref="ConfigurationException">They ask for what is not there.</exception>
    public static ResourceManagerSettings From(FlinkConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        if (configuration.Get(TaskManagerOptions.LoadBalanceMode) == "TASKS")
        {
            throw new ConfigurationException(
                $"'{TaskManagerOptions.LoadBalanceMode.Key}: TASKS' is not there yet. SLOTS spreads slots evenly over the workers.");
        }

        var startUp = configuration.Get(ResourceManagerOptions.StandaloneStartUpTime);
        return new ResourceManagerSettings
        {
            SpreadsEvenly = configuration.Get(ClusterOptions.EvenlySpreadOutSlots)
                || configuration.Get(TaskManagerOptions.LoadBalanceMode) == "SLOTS",
            CheckDelay = configuration.Get(ResourceManagerOptions.RequirementCheckDelay),
            DeclarationDelay = configuration.Get(ResourceManagerOptions.DeclareNeededResourceDelay),
            StartUpTime = startUp < 0 ? configuration.Get(JobManagerOptions.SlotRequestTimeout) : TimeSpan.FromMilliseconds(startUp),
            JobTimeout = configuration.Get(ResourceManagerOptions.JobTimeout),
            IdleTimeout = configuration.Get(ResourceManagerOptions.TaskManagerTimeout),
            KeepsResults = configuration.Get(ResourceManagerOptions.ReleaseWaitResultConsumed),
            RedundantWorkers = configuration.Get(ResourceManagerOptions.RedundantTaskManagers),
            Limits = ClusterLimits.From(configuration),
            AskTimeout = configuration.Get(ClusterOptions.AskTimeout),
            Heartbeats = HeartbeatSettings.From(configuration),
        };
    }
}
