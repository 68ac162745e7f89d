using Flink.Core.Configuration;

namespace Flink.Client.Deployment;

/// <summary>What a cluster descriptor is given by the command that it runs in.</summary>
public sealed record DescriptorSurroundings
{
    /// <summary>The kind of a plug-in's offer; the contract is <see cref="ClusterDescriptorFactory"/>.</summary>
    public const string OfferKind = "cluster-descriptor";

    /// <summary>The effective configuration of the command: <c>config.yaml</c>, environment and <c>-D</c>.</summary>
    public required FlinkConfiguration Configuration { get; init; }

    /// <summary>How the engine's executable is started on this machine, up to the verb; for systems that run it here.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>The folder of <c>config.yaml</c>; null when there is none.</summary>
    public required string? ConfigurationFolder { get; init; }

    /// <summary>Where processes on this machine put their logs.</summary>
    public required string LogFolder { get; init; }

    /// <summary>A private folder of this user on this machine, for what must be known of this system's clusters by the next command; may not exist yet.</summary>
    public required string StateFolder { get; init; }
}
