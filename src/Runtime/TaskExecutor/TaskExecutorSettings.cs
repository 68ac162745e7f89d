using Flink.Core.Configuration;
using Flink.Runtime.Heartbeats;

namespace Flink.Runtime.TaskExecutor;

/// <summary>How patient a worker is with others.</summary>
public sealed record TaskExecutorSettings
{

    /// <summary>Time for the first attempt to register anywhere; doubles up to <see cref="RegistrationMaxTimeout"/> (<c>cluster.registration.initial-timeout</c>).</summary>
    public TimeSpan RegistrationInitialTimeout { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Longest time for an attempt (<c>cluster.registration.max-timeout</c>).</summary>
    public TimeSpan RegistrationMaxTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest pause after an attempt that failed; the first is <see cref="RegistrationInitialTimeout"/>, each twice the one before (<c>cluster.registration.error-delay</c>).</summary>
    public TimeSpan RegistrationErrorDelay { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Pause after an attempt that was refused (<c>cluster.registration.refused-registration-delay</c>).</summary>
    public TimeSpan RegistrationRefusedDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A worker without a ResourceManager for so long ends (<c>taskmanager.registration.timeout</c>).</summary>
    public TimeSpan RegistrationTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>A slot that the job's master does not accept for so long is free again, its tasks cancelled (<c>taskmanager.slot.timeout</c>).</summary>
    public TimeSpan SlotTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Whether slots and their tasks wait for their job's next master as long as no leader is known, since one will come that knows of them: with high availability (<c>high-availability.type</c>).</summary>
    public bool OutlastsLeaders { get; init; }

    /// <summary>How long a call may take (<c>pekko.ask.timeout</c>).</summary>
    public TimeSpan AskTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>An idle worker that has loaded more programs asks to be replaced (<c>taskmanager.programs.max-loaded</c>).</summary>
    public int MaxLoadedPrograms { get; init; } = 50;

    /// <summary>The rhythm of signs of life of the ResourceManager and of masters (<c>heartbeat.*</c>).</summary>
    public HeartbeatSettings Heartbeats { get; init; } = HeartbeatSettings.Default;

    /// <summary>Reads the options.</summary>
    public static TaskExecutorSettings From(FlinkConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return new TaskExecutorSettings
        {
            RegistrationInitialTimeout = configuration.Get(ClusterOptions.RegistrationInitialTimeout),
            RegistrationMaxTimeout = configuration.Get(ClusterOptions.RegistrationMaxTimeout),
            RegistrationErrorDelay = configuration.Get(ClusterOptions.RegistrationErrorDelay),
            RegistrationRefusedDelay = configuration.Get(ClusterOptions.RegistrationRefusedDelay),
            RegistrationTimeout = configuration.Get(TaskManagerOptions.RegistrationTimeout),
            SlotTimeout = configuration.Get(TaskManagerOptions.SlotTimeout),
            OutlastsLeaders = HighAvailabilityOptions.AreOn(configuration),
            AskTimeout = configuration.Get(ClusterOptions.AskTimeout),
            Heartbeats = HeartbeatSettings.From(configuration),
            MaxLoadedPrograms = configuration.Get(TaskManagerOptions.MaxLoadedPrograms),
        };
    }
}
