using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Flink.Benchmarks.Harness;

namespace Flink.Benchmarks.Cluster;

/// <summary>Clusters of containers, as <c>flink run -t docker</c> makes them, on the engine that <c>DOCKER_HOST</c> names, with the image that <c>docker/build-image.sh</c> has built there.</summary>
internal static partial class DockerRuns
{
    /// <summary>The environment variable that names the engine.</summary>
    public const string EngineVariable = "DOCKER_HOST";

    private const int Runs = 5;

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
        var plugins = Directory.CreateTempSubdirectory("flink-bench-plugins-").FullName;
        try
        {
            Run("dotnet", ["publish", Path.Combine(ResultFiles.Root, "src", "Docker"), "-c", "Release", "-o", Path.Combine(plugins, "docker"), "--nologo", "--verbosity", "quiet"], plugins);
            var times = new List<double>();
            for (var i = 0; i < (effort == Effort.Full ? Runs : 1); i++)
            {
                var steps = Run(
                    "dotnet",
                    [Path.Combine(LoadedProgram.EngineFolder, "flink.dll"), "run", "-t", "docker", "-p", $"{workers}", "-D", "docker.image.pull-policy=Never", Path.Combine(ResultFiles.Root, "examples", "WordCount")],
                    plugins);
                times.AddRange(RegistrationTime().Matches(steps).Select(match => double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)));
            }

            return times.Count > 0 ? new Measurement(Statistics.Median([.. times]), 0) : throw new BenchmarkFailure("no worker has registered");
        }
        finally
        {
            Directory.Delete(plugins, recursive: true);
        }
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
        workers.Install("docker", Path.Combine(ResultFiles.Root, "src", "Docker"));
        workers.Start();
        return workers;
    }

    private static int? WorkerOf(string id) =>
        Docker("ps", "--quiet", "--filter", $"label=org.flink-dotnet.cluster-id={id}") is { Length: > 0 } container
            ? int.Parse(Docker("inspect", container.Split('\n')[0], "--format", "{{.State.Pid}}"), CultureInfo.InvariantCulture)
            : null;

    private static string Docker(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("docker", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new BenchmarkFailure($"docker {string.Join(' ', arguments)}: {errors.GetAwaiter().GetResult()}");
    }

    private static string Run(string program, string[] arguments, string plugins)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment["FLINK_PLUGINS_DIR"] = plugins;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? errors : throw new BenchmarkFailure($"{program} {arguments[0]} ended with {process.ExitCode}: {errors}{output.Result}");
    }

    [GeneratedRegex(@"registered after (\d+) ms")]
    private static partial Regex RegistrationTime();
}
