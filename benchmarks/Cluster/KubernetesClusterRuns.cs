using System.Diagnostics;
using System.Security.Cryptography;
using Flink.Benchmarks.Harness;

namespace Flink.Benchmarks.Cluster;

/// <summary>
/// Whole clusters on the Kubernetes of <c>KUBECONFIG</c>, as the command starts them from a distribution. It has the image <c>flink-dotnet:latest</c> with the examples; its pods are reached
/// from this machine. Uses kubectl.
/// </summary>
internal sealed class KubernetesClusterRuns : IDisposable
{
    private const string Account = "flink-jobmanager";
    private const string Program = "local:///opt/flink/examples/StateMachine";

    private readonly Distribution _distribution = new();
    private readonly string _namespace = $"bench-{RandomNumberGenerator.GetHexString(6, lowercase: true)}";

    private KubernetesClusterRuns()
    {
        _distribution.Install("kubernetes", "Kubernetes");
        Kubectl("create", "namespace", _namespace);
        Kubectl("apply", "-n", _namespace, "-f", Path.Combine(_distribution.Plugins, "kubernetes", "jobmanager-rbac.yaml"));
    }

    /// <summary>Milliseconds from the command <c>kubernetes-session.sh</c> until it returns, because the REST endpoint answers.</summary>
    public static Measurement SessionReady(Effort effort)
    {
        using var runs = new KubernetesClusterRuns();
        return Measurement.MedianOf(effort, number =>
        {
            var id = $"session-{number}";
            var begin = Stopwatch.GetTimestamp();
            runs._distribution.Run("kubernetes-session.sh", runs.Options(id));
            var time = Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
            runs.Stop(id);
            return time;
        });
    }

    /// <summary>Milliseconds from the command <c>flink run -t kubernetes-application</c> until all tasks of its job run.</summary>
    public static Measurement ApplicationRunning(Effort effort)
    {
        using var runs = new KubernetesClusterRuns();
        return Measurement.MedianOf(effort, number =>
        {
            var id = $"application-{number}";
            var begin = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
            runs._distribution.Run("flink", ["run", "-t", "kubernetes-application", .. runs.Options(id), Program, "--records", "0", "--sleep", "10"]);
            var address = Kubectl("get", "pods", "-n", runs._namespace, "-l", $"app={id},component=jobmanager", "-o", "jsonpath={.items[0].status.podIP}").Trim();
            using var rest = new ClusterRest(new Uri($"http://{address}:8081"));
            while (rest.RunningJobs().Count == 0)
            {
                Thread.Sleep(10);
            }

            var time = rest.WaitUntilRunning(rest.RunningJobs()[0]) - begin;
            runs.Stop(id);
            return time;
        });
    }

    public void Dispose()
    {
        Kubectl("delete", "namespace", _namespace);
        _distribution.Dispose();
    }

    private string[] Options(string id) =>
    [
        .. new[]
        {
            $"kubernetes.cluster-id={id}", $"kubernetes.namespace={_namespace}", $"kubernetes.jobmanager.service-account={Account}",
            "kubernetes.jobmanager.cpu.amount=0.2", "kubernetes.jobmanager.cpu.limit-factor=10", "kubernetes.taskmanager.cpu.amount=0.2", "kubernetes.taskmanager.cpu.limit-factor=10",
        }.Select(static property => $"-D{property}"),
    ];

    private void Stop(string id) => _distribution.Run("flink", "session", "stop", "-t", "kubernetes", $"-Dkubernetes.namespace={_namespace}", id);

    private static string Kubectl(params IEnumerable<string> arguments) => Command.Run("kubectl", arguments).Output;
}
