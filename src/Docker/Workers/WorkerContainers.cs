using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Docker.DotNet.Models;
using Flink.Core.Configuration;
using Flink.Docker.Configuration;
using Flink.Docker.Engine;
using Flink.ResourceManagers.Drivers;
using Flink.Runtime.Memory;
using Flink.Runtime.Slots;

namespace Flink.Docker.Workers;

/// <summary>What the containers of a cluster's workers are made of.</summary>
internal sealed class WorkerContainers
{
    private const string HostNetwork = "host";
    private const string DefaultNetwork = "bridge";
    private const decimal NanosOfCpu = 1_000_000_000m;

    private readonly DriverSurroundings _surroundings;
    private readonly FlinkConfiguration _configuration;
    private readonly string _network;
    private readonly string[] _hosts;

    /// <exception cref="ConfigurationException">Workers could not find their JobManager.</exception>
    public WorkerContainers(DriverSurroundings surroundings)
    {
        _surroundings = surroundings;
        _configuration = surroundings.Configuration;
        _network = _configuration.Get(DockerOptions.Network);
        Image = _configuration.Get(DockerOptions.Image);
        _hosts = [.. _configuration.Get(DockerOptions.ExtraHosts, []), .. OwnHost()];
    }

    public string Image { get; }

    /// <summary>The request's limits, and the machine's: an error where they don't fit.</summary>
    public static WorkerRequestException? TooLarge(WorkerRequest request, SystemInfoResponse machine) =>
        request.Memory.TotalProcess <= machine.MemTotal
            ? null
            : new WorkerRequestException(
                $"A worker is to have {request.Memory.TotalProcess >> 20} MiB of memory, but the Docker Engine's machine {machine.Name} has {machine.MemTotal >> 20} MiB: "
                    + "make 'taskmanager.memory.process.size' smaller, or 'docker.host' another engine",
                isRetryable: false);

    /// <summary>What the driver's own configuration and a request together say.</summary>
    /// <exception cref="WorkerRequestException">The worker could not find its JobManager.</exception>
    public FlinkConfiguration ConfigurationOf(WorkerRequest request, TaskManagerId id)
    {
        // All parts are fixed; what they add up to is said too, or the image's own config.yaml would say something else.
        var all = ContainerConfiguration.ForContainer(_configuration.Without(TaskManagerMemoryOptions.FlinkSize.Key))
            .MergedWith(request.Configuration)
            .With(TaskManagerMemoryOptions.ProcessSize, new MemorySize(TaskManagerProcessMemory.From(request.Configuration).TotalProcess))
            .With(TaskManagerOptions.ResourceId, id.Value);
        if (_network == HostNetwork)
        {
            return all;
        }

        var host = all.Get(JobManagerOptions.RpcAddress, "localhost");
        if (ContainerConfiguration.IsLoopback(host))
        {
            throw new WorkerRequestException(
                $"'{JobManagerOptions.RpcAddress.Key}' is '{host}', which in a container is the container itself: set it to a name or an address under which containers reach this JobManager "
                    + $"(and '{JobManagerOptions.BindHost.Key}' to 0.0.0.0), or '{DockerOptions.Network.Key}' to host",
                isRetryable: false);
        }

        return ContainerConfiguration.WithoutLoopback(all, TaskManagerOptions.Host, TaskManagerOptions.BindHost);
    }

    public CreateContainerParameters Describe(WorkerRequest request, TaskManagerId id, long attempt, FlinkConfiguration configuration, SystemInfoResponse machine) => new()
    {
        Name = id.Value,
        Image = Image,
        Cmd = [.. ContainerConfiguration.Command("taskmanager", configuration)],
        Env = [$"FLINK_PROPERTIES={ContainerConfiguration.Public(configuration)}"],
        Labels = new Dictionary<string, string>
        {
            [ContainerLabels.Cluster] = _surroundings.ClusterId,
            [ContainerLabels.Component] = ContainerLabels.Worker,
            [ContainerLabels.WorkerId] = id.Value,
            [ContainerLabels.Attempt] = attempt.ToString(CultureInfo.InvariantCulture),
        },
        User = _configuration.Get(DockerOptions.User, ""),
        StopTimeout = _configuration.Get(DockerOptions.StopTimeout),
        HostConfig = new HostConfig
        {
            Memory = request.Memory.TotalProcess,

            // Memory with swap: none of it.
            MemorySwap = request.Memory.TotalProcess,
            NanoCPUs = (long)(Math.Min(request.Cpus * (decimal)_configuration.Get(DockerOptions.CpuLimitFactor), machine.NCPU) * NanosOfCpu),
            NetworkMode = _network,
            ExtraHosts = _hosts,
            Binds = [.. _configuration.Get(DockerOptions.Volumes, [])],
            RestartPolicy = new RestartPolicy { Name = RestartPolicyKind.No },
        },
    };

    // On the default network containers don't know each other's names: workers are told that of the JobManager, when it is a container too.
    private IEnumerable<string> OwnHost()
    {
        if (_network != DefaultNetwork || !_configuration.TryGet(JobManagerOptions.RpcAddress, out var name) || name != Dns.GetHostName())
        {
            return [];
        }

        var own = Array.Find(Dns.GetHostAddresses(name), address => address.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(address));
        return own is null ? [] : [$"{name}:{own}"];
    }
}
