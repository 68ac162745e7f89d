using Flink.Core.Configuration;

namespace Flink.Docker.Configuration;

/// <summary>Options of workers and clusters in containers.</summary>
public static class DockerOptions
{
    /// <summary>Where the engine listens.</summary>
    public static ConfigOption<string> Host { get; } = ConfigOption.String(
        "docker.host", "Where the engine listens: `unix:///path`, `tcp://host:port`. Without it the environment's `DOCKER_HOST` counts, then `unix:///var/run/docker.sock`.").Supported();

    /// <summary>Whether the connection is encrypted and both sides show certificates.</summary>
    public static ConfigOption<bool> Tls { get; } = ConfigOption.Bool(
        "docker.tls.enabled", "Whether a TCP connection is encrypted and both sides show certificates. Without it: when the environment has `DOCKER_TLS_VERIFY`.").Supported();

    /// <summary>The folder of the certificates.</summary>
    public static ConfigOption<string> CertificateFolder { get; } = ConfigOption.String(
        "docker.tls.cert-path", "The folder of `ca.pem`, `cert.pem` and `key.pem`. Without it the environment's `DOCKER_CERT_PATH` counts.").Supported();

    /// <summary>The image of workers and JobManagers.</summary>
    public static ConfigOption<string> Image { get; } = ConfigOption.String(
        "docker.image", "flink-dotnet:latest", "The image of workers and JobManagers; `docker/build-image.sh` makes it.").Supported();

    /// <summary>When the image is pulled.</summary>
    public static ConfigOption<PullPolicy> ImagePullPolicy { get; } = ConfigOption.Enum(
        "docker.image.pull-policy", PullPolicy.IfNotPresent, "`IfNotPresent` pulls the image when the engine does not have it, `Always` once by each JobManager, `Never` not at all.").Supported();

    /// <summary>The network of the containers.</summary>
    public static ConfigOption<string> Network { get; } = ConfigOption.String(
        "docker.network", "bridge", "The network of the containers, which must exist: `bridge`, `host`, or one of your own (`docker network create`), which keeps other containers out.").Supported();

    /// <summary>What is mounted into containers.</summary>
    public static ConfigOption<IReadOnlyList<string>> Volumes { get; } = ConfigOption.StringList(
        "docker.volumes", "What is mounted into every container, as `docker run -v` takes it: `volume:/path`, `/path/on/the/engine's/host:/path:ro`. Divided by semicolons.").Supported();

    /// <summary>Further names for containers.</summary>
    public static ConfigOption<IReadOnlyList<string>> ExtraHosts { get; } = ConfigOption.StringList(
        "docker.extra-hosts", "Further names that containers know, `name:address`. Divided by semicolons.").Supported();

    /// <summary>The user in the container.</summary>
    public static ConfigOption<string> User { get; } = ConfigOption.String(
        "docker.user", "User, or user:group, of the processes in containers. Without it the image's, which is not root.").Supported();

    /// <summary>How much processor time a worker may take.</summary>
    public static ConfigOption<double> CpuLimitFactor { get; } = ConfigOption.Double(
        "docker.cpu.limit-factor", 1.0, "A worker may take so many times the processor time of its `taskmanager.cpu.cores`, never more than the machine has; 0 for no limit.")
        .Where(value => value >= 0, "not below zero").Supported();

    /// <summary>How long a container may take to end when it is asked to.</summary>
    public static ConfigOption<TimeSpan> StopTimeout { get; } = ConfigOption.Duration(
        "docker.stop-timeout", "30 s", "How long `docker stop` waits for a container by default: the time that a worker has to leave in order.")
        .Where(value => value >= TimeSpan.FromSeconds(1), "at least a second").Supported();

    /// <summary>After how much silence the stream of events is opened anew.</summary>
    public static ConfigOption<TimeSpan> WatchRenewal { get; } = ConfigOption.Duration(
        "docker.watch.renewal", "5 min", "After so long without an event the stream of events is opened anew and all workers are listed, in case the connection is dead without saying so.")
        .Where(value => value >= TimeSpan.FromSeconds(1), "at least a second").Supported();

    /// <summary>Where the engine's socket is on its own machine.</summary>
    public static ConfigOption<string> Socket { get; } = ConfigOption.String(
        "docker.jobmanager.socket", "The engine's socket on its own machine, which a JobManager in a container gets mounted. Without it the socket of `docker.host`, or `/var/run/docker.sock`.").Supported();

    /// <summary>Where the REST endpoint of a JobManager in a container is published.</summary>
    public static ConfigOption<string> RestAddress { get; } = ConfigOption.String(
        "docker.jobmanager.rest-address", "The engine's address at which the REST port of a JobManager in a container is published. Without it `127.0.0.1` for an engine of this machine, else all.").Supported();

    /// <summary>All of them, in the order of the documentation.</summary>
    public static IReadOnlyList<ConfigOption> All { get; } =
        [Host, Tls, CertificateFolder, Image, ImagePullPolicy, Network, Volumes, ExtraHosts, User, CpuLimitFactor, StopTimeout, WatchRenewal, Socket, RestAddress];

    /// <summary>Refuses keys of this family that nothing here reads: they would be ignored without a word.</summary>
    /// <exception cref="ConfigurationException">There is one.</exception>
    public static void RefuseUnknown(FlinkConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        if (configuration.UnreadKeys("docker.", All).FirstOrDefault() is { } unknown)
        {
            throw new ConfigurationException($"'{unknown}' is no option that is there: those of Docker are listed in docs/docker.md. Remove it, or correct it");
        }
    }
}
