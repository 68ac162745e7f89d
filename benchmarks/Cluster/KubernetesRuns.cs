using System.Diagnostics;
using System.Security.Cryptography;
using Flink.Benchmarks.Harness;

namespace Flink.Benchmarks.Cluster;

/// <summary>A JobManager of this machine with workers in pods, on the Kubernetes of <c>KUBECONFIG</c>, whose one node is this machine and has the image <c>flink-dotnet:latest</c>. Uses kubectl.</summary>
internal sealed class KubernetesRuns : IDisposable
{
    private readonly string _id = $"bench-{RandomNumberGenerator.GetHexString(6, lowercase: true)}";
    private readonly StandaloneCluster _cluster;
    private readonly string _program;

    private KubernetesRuns()
    {
        var host = Kubectl("get", "nodes", "-o", "jsonpath={.items[0].status.addresses[0].address}").Trim();
        _cluster = new StandaloneCluster(
            taskManagers: 0,
            slots: 1,
            "resourcemanager.driver: kubernetes",
            $"kubernetes.cluster-id: {_id}",
            $"kubernetes.config.file: {Environment.GetEnvironmentVariable("KUBECONFIG")}",
            "kubernetes.taskmanager.cpu.amount: 0.2",
            "kubernetes.taskmanager.cpu.limit-factor: 10",
            "taskmanager.memory.process.size: 1g",
            "restart-strategy.type: fixed-delay",
            "restart-strategy.fixed-delay.attempts: 100",
            "restart-strategy.fixed-delay.delay: 0 s",
            $"jobmanager.rpc.address: {host}",
            "jobmanager.bind-host: 0.0.0.0");
        _cluster.Install("kubernetes", "Kubernetes");
        _cluster.Start();
        _program = Submission.Upload(_cluster.Rest);
    }

    /// <summary>The environment variable with the file that names it.</summary>
    public const string ConfigurationVariable = "KUBECONFIG";

    /// <summary>Milliseconds from the request of a worker until it is registered, as the JobManager tells them.</summary>
    public static Measurement Registered(Effort effort)
    {
        using var runs = new KubernetesRuns();
        return Measurement.MedianOf(effort, _ =>
        {
            // The worker of the job before is still there, and used by it.
            runs.RunIdle(1);
            return RegistrationTimes.In(runs._cluster.JobManagerOutput())[^1];
        });
    }

    /// <summary>Milliseconds until the last of four workers that are requested at once is registered.</summary>
    public static Measurement Four(Effort effort) => Measurement.MedianOf(effort, static _ =>
    {
        using var runs = new KubernetesRuns();
        runs.RunIdle(4);
        return RegistrationTimes.In(runs._cluster.JobManagerOutput()).Max();
    });

    /// <summary>Milliseconds from the death of a worker until all tasks of its job run again.</summary>
    public static Measurement Replaced(Effort effort)
    {
        using var runs = new KubernetesRuns();
        var job = runs.RunIdle(1);
        return Measurement.MedianOf(effort, _ =>
        {
            using var process = Process.GetProcessById(runs.WorkerProcess());
            var killed = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
            process.Kill();
            return runs._cluster.Rest.WaitUntilRunning(job, after: killed) - killed;
        });
    }

    public void Dispose()
    {
        _cluster.Dispose();
        Kubectl("delete", "pods,secrets", "-l", $"app={_id}", "--grace-period=0", "--force", "--wait=true");
    }

    private string RunIdle(int parallelism)
    {
        var job = _cluster.Rest.Start(_program, ClusterJobs.Command, ClusterJobs.Idle, $"{parallelism}");
        _cluster.Rest.WaitUntilRunning(job);
        return job;
    }

    // The node is this machine: the process is the one in the groups of the pod.
    private int WorkerProcess()
    {
        var pod = Kubectl("get", "pods", "-l", $"app={_id}", "--field-selector", "status.phase!=Failed", "--sort-by", ".metadata.creationTimestamp", "-o", "jsonpath={.items[-1:].metadata.uid}").Trim();
        return WorkerProcesses.Find(folder => WorkerProcesses.Read(folder, "cgroup").Contains(pod, StringComparison.Ordinal))
            ?? throw new BenchmarkFailure($"pod {pod} has no process here: its node must be this machine");
    }

    private static string Kubectl(params IEnumerable<string> arguments) => Command.Run("kubectl", arguments).Output;
}
