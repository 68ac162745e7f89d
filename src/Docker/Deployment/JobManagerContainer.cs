using System.Globalization;
using Docker.DotNet.Models;
using Flink.Client.Deployment;
using Flink.Core.Configuration;
using Flink.Docker.Configuration;
using Flink.Docker.Engine;
using Flink.Docker.Workers;
using Flink.ResourceManagers.Processes;
using Flink.Runtime.Memory;

namespace Flink.Docker.Deployment;

/// <summary>What the container of a cluster's JobManager is made of.</summary>
internal sealed class JobManagerContainer
{
    private const string AnyAddress = "0.0.0.0";
    private const string Loopback = "127.0.0.1";
    private const string Socket = "/var/run/docker.sock";
    private const string HostNetwork = "host";
    private const string Root = "0";
    private const string DefaultJobManagerSize = "1600m";
    private const string DefaultTaskManagerSize = "1728m";

    // A descriptor that the process reads to its end: standard input, which the engine closes when whoever started the cluster is gone.
    private const string InputAsLifeLine = $"{LifeLine.Variable}=0";

    private readonly EngineAddress _engine;
    private readonly FlinkConfiguration _own;
    private readonly ClusterSpecification _specification;

    public JobManagerContainer(EngineAddress engine, FlinkConfiguration own, ClusterSpecification specification)
    {
        _engine = engine;
        _own = own;
        _specification = specification;
        Name = NameOf(specification.ClusterId);
        Configuration = Configure();
    }

    public string Name { get; }

    /// <summary>What its process is configured with.</summary>
    public FlinkConfiguration Configuration { get; }

    /// <summary>Whether its ports are those of the engine's machine.</summary>
    public bool SharesHost => _own.Get(DockerOptions.Network) == HostNetwork;

    /// <summary>"8081/tcp".</summary>
    public static string PortKey(FlinkConfiguration configuration) => string.Create(CultureInfo.InvariantCulture, $"{configuration.Get(RestOptions.Port)}/tcp");

    public static string NameOf(string clusterId) => $"{ContainerLabels.NameOf(clusterId)}-jobmanager";

    /// <summary>The address of the engine's machine for this one.</summary>
    public static string HostOf(EngineAddress engine) => engine.IsSocket ? Loopback : engine.Endpoint.Host;

    public CreateContainerParameters Describe()
    {
        var socket = EngineAddress.SocketOfEngine(_own, _engine);
        var group = _engine.IsSocket ? SocketGroup.Of(socket) : null;
        var key = PortKey(Configuration);
        return new CreateContainerParameters
        {
            Name = Name,
            Hostname = SharesHost ? "" : Name,
            Image = _own.Get(DockerOptions.Image),
            Cmd = [.. ContainerConfiguration.Command("jobmanager", Configuration)],
            Env = [$"FLINK_PROPERTIES={ContainerConfiguration.Public(Configuration)}", .. _specification.EndsWithClient ? (string[])[InputAsLifeLine] : []],
            OpenStdin = _specification.EndsWithClient,
            StdinOnce = _specification.EndsWithClient,
            AttachStdin = _specification.EndsWithClient,
            Labels = new Dictionary<string, string>
            {
                [ContainerLabels.Cluster] = _specification.ClusterId,
                [ContainerLabels.Component] = ContainerLabels.JobManager,
            },

            // Of an engine elsewhere nobody here knows who may use its socket.
            User = _own.Get(DockerOptions.User, group is null ? Root : ""),
            StopTimeout = _own.Get(DockerOptions.StopTimeout),
            ExposedPorts = SharesHost ? new Dictionary<string, EmptyStruct>() : new Dictionary<string, EmptyStruct> { [key] = default },
            HostConfig = new HostConfig
            {
                Memory = JobManagerProcessMemory.From(Configuration).TotalProcess,
                MemorySwap = JobManagerProcessMemory.From(Configuration).TotalProcess,
                NetworkMode = _own.Get(DockerOptions.Network),
                ExtraHosts = [.. _own.Get(DockerOptions.ExtraHosts, [])],
                Binds = [$"{socket}:{Socket}", .. _own.Get(DockerOptions.Volumes, [])],
                GroupAdd = group is { } number ? [number.ToString(CultureInfo.InvariantCulture)] : [],
                PortBindings = SharesHost ? new Dictionary<string, IList<PortBinding>>() : new Dictionary<string, IList<PortBinding>> { [key] = [Published()] },
                RestartPolicy = new RestartPolicy { Name = RestartPolicyKind.No },

                // When the command was killed nobody else takes it away. What it said last is known from its stream.
                AutoRemove = _specification.EndsWithClient,
            },
        };
    }

    private PortBinding Published() => new()
    {
        HostIP = _own.Get(DockerOptions.RestAddress, _engine.IsSocket ? Loopback : AnyAddress),
        HostPort = _specification.Configuration.GetText(RestOptions.Port.Key) ?? "",
    };

    // The container does not see the files of this machine, so it is told everything.
    private FlinkConfiguration Configure()
    {
        var all = ContainerConfiguration.ForContainer(_own.MergedWith(_specification.Configuration))
            .Without(ExecutionOptions.Target.Key)
            .With(ResourceManagerOptions.Driver, DockerPlugin.Name)
            .With(HighAvailabilityOptions.ClusterId, _specification.ClusterId)
            .With(DockerOptions.Host, $"unix://{Socket}");
        all = WithSizes(ContainerConfiguration.WithoutLoopback(all, TaskManagerOptions.Host, TaskManagerOptions.BindHost, JobManagerOptions.BindHost));
        return SharesHost
            ? all
            : all.Without(RestOptions.Address.Key).Without(RestOptions.Port.Key).Without(RestOptions.BindPort.Key)
                .With(JobManagerOptions.RpcAddress, Name)
                .With(RestOptions.BindAddress.Key, AnyAddress);
    }

    // As the shipped config.yaml has them, for those who have none.
    private static FlinkConfiguration WithSizes(FlinkConfiguration configuration)
    {
        foreach (var (prefix, size) in (ReadOnlySpan<(string, string)>)[("jobmanager.memory.", DefaultJobManagerSize), ("taskmanager.memory.", DefaultTaskManagerSize)])
        {
            if (!configuration.Keys.Any(key => key.StartsWith(prefix, StringComparison.Ordinal) && key.EndsWith(".size", StringComparison.Ordinal)))
            {
                configuration = configuration.With($"{prefix}process.size", size);
            }
        }

        return configuration;
    }
}
