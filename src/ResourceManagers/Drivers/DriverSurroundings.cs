using Flink.Core.Configuration;
using Flink.Runtime.Scheduling;
using Microsoft.Extensions.Logging;

namespace Flink.ResourceManagers.Drivers;

/// <summary>What a driver needs of the process that it runs in.</summary>
public sealed record DriverSurroundings
{
    /// <summary>The kind of a plug-in's offer; the contract is <see cref="ResourceManagerDriverFactory"/>.</summary>
    public const string OfferKind = "resource-manager";

    /// <summary>Which cluster this is (<c>high-availability.cluster-id</c>, or one that was drawn when it was started): workers of others are not ours to find or end.</summary>
    public required string ClusterId { get; init; }

    /// <summary>The number of the term, which grows (<see cref="Runtime.HighAvailability.LeaderSession.Epoch"/>): what makes names of workers unique. A driver whose system knows better may choose another.</summary>
    public required long Term { get; init; }

    /// <summary>The configuration of the JobManager.</summary>
    public required FlinkConfiguration Configuration { get; init; }

    /// <summary>Where the REST endpoint of the JobManager is reached, "host:port", for systems that show people the way; null when there is none.</summary>
    public string? RestAddress { get; init; }

    /// <summary>How the engine's executable is started on this machine, up to the verb; for systems whose workers run here.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>The folder of <c>config.yaml</c>, which workers on this machine share; null when there is none.</summary>
    public required string? ConfigurationFolder { get; init; }

    /// <summary>Where workers on this machine put their logs.</summary>
    public required string LogFolder { get; init; }

    /// <summary>A folder on this machine that outlives the process and belongs to the cluster, for what a driver must remember.</summary>
    public required string StateFolder { get; init; }

    /// <summary>The clock of pauses and time-outs.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>Runs what blocks.</summary>
    public required IIoExecutor Io { get; init; }

    /// <summary>For what people should know.</summary>
    public required ILoggerFactory Loggers { get; init; }
}
