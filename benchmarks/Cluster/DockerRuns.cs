using System.Globalization;
using System.Security.Cryptography;
using Flink.Benchmarks.Harness;

namespace Flink.Benchmarks.Cluster;

/// <summary>Clusters of containers, as <c>flink run -t docker</c> makes them, on the engine that <c>DOCKER_HOST</c> names, with the image that <c>docker/build-image.sh</c> has built there.</summary>
internal static class DockerRuns
{
    /// <summary>The environment variable that names the engine.</summary>
    public const string EngineVariable = "DOCKER_HOST";

    /// <summary>Milliseconds from the request of a worker until it is registered, as the JobManager tells them.</summary>
    public static Measurement Registered(Effort effort) => Registered(effort, workers: 1);

    /// <summary>As <see cref="Registered(Effort)"/>, of two that are requested at once.</summary>
    public static Measurement RegisteredInPairs(Effort effort) => Registered(effort, workers: 2);

    /// <summary>As <see cref="Registered(Effort)"/>, of a JobManager that has run for a while, on this machine.</summary>
    public static Measurement RegisteredInSession(Effort effort)
    {
        using var workers = NewWorkers();
        return workers.Registered(effort);
    }

    /// <summary>Milliseconds from the death of a container's process until all tasks of its job run again, from a checkpoint.</summary>
    public static Measurement Replaced(Effort effort)
    {
        using var workers = NewWorkers();
        return workers.Replaced(effort);
    }

    private static Measurement Registered(Effort effort, int workers)
    {
        using var distribution = new Distribution();
        distribution.Install("docker", "Docker");
        return Measurement.MedianOf(
            effort, _ => Statistics.Median(WordCountRun.Registrations("docker", workers, distribution.Plugins, "-D", "docker.image.pull-policy=Never")));
    }

    private static WorkersOnDemand NewWorkers()
    {
        var host = Docker("network", "inspect", "bridge", "--format", "{{(index .IPAM.Config 0).Gateway}}");
        var id = $"bench-{RandomNumberGenerator.GetHexString(6, lowercase: true)}";
        var workers = new WorkersOnDemand(
            _ => WorkerOf(id),
            checkpoints =>
            [
                "resourcemanager.driver: docker",
                "docker.image.pull-policy: Never",
                $"docker.volumes: {checkpoints}:{checkpoints}",
                $"high-availability.cluster-id: {id}",
                $"jobmanager.rpc.address: {host}",
                "jobmanager.bind-host: 0.0.0.0",
            ])
        {
            // The JobManager is killed in the end, and cannot.
            Removes = () =>
            {
                if (Docker("ps", "--all", "--quiet", "--filter", $"label=org.flink-dotnet.cluster-id={id}") is { Length: > 0 } containers)
                {
                    Docker(["rm", "--force", .. containers.Split('\n')]);
                }
            },
        };
        workers.Install("docker", "Docker");
        workers.Start();
        return workers;
    }

    private static int? WorkerOf(string id) =>
        Docker("ps", "--quiet", "--filter", $"label=org.flink-dotnet.cluster-id={id}") is { Length: > 0 } container
            ? int.Parse(Docker("inspect", container.Split('\n')[0], "--format", "{{.State.Pid}}"), CultureInfo.InvariantCulture)
            : null;

    private static string Docker(params IEnumerable<string> arguments) => Command.Run("docker", arguments).Output.Trim();
}
