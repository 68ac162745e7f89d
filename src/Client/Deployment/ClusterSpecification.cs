using Flink.Core.Configuration;

namespace Flink.Client.Deployment;

/// <summary>A cluster as it is to be.</summary>
public sealed record ClusterSpecification
{
    /// <summary>
    /// Its name: small letters, digits and dashes, at most 45, begins with a letter. Becomes <c>high-availability.cluster-id</c> of its processes. A system that
    /// names clusters itself shows it as theirs and has another <see cref="ICluster.Id"/>.
    /// </summary>
    public required string ClusterId { get; init; }

    /// <summary>
    /// What its processes are configured with beyond <c>config.yaml</c>; may hold secrets: never on a command line. The descriptor adds what is its
    /// system's: addresses, ports, and the driver (<c>resourcemanager.driver</c>).
    /// </summary>
    public required FlinkConfiguration Configuration { get; init; }

    /// <summary>Whether it lives for the command that starts it only: as far as the system can, it ends when that process does, killed or not.</summary>
    public required bool EndsWithClient { get; init; }

    /// <summary>The program that it is there for: the JobManager calls its Main, and the cluster takes itself away when that and its jobs have ended. Null for a cluster of many jobs.</summary>
    public ApplicationProgram? Application { get; init; }
}
