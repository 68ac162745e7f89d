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
    private const int Runs = 5;
    private const string Account = "flink-jobmanager";
    private const string Program = "local:///opt/flink/examples/StateMachine";

    private readonly string _home = Directory.CreateTempSubdirectory("flink-bench-kubernetes-").FullName;
    private readonly string _namespace = $"bench-{RandomNumberGenerator.GetHexString(6, lowercase: true)}";

    private KubernetesClusterRuns()
    {
        foreach (var folder in (string[])["bin", "conf"])
        {
            Directory.CreateDirectory(Path.Combine(_home, folder));
            foreach (var file in Directory.GetFiles(Path.Combine(ResultFiles.Root, folder)))
            {
                File.Copy(file, Path.Combine(_home, folder, Path.GetFileName(file)));
            }
        }

        Directory.CreateSymbolicLink(Path.Combine(_home, "lib"), LoadedProgram.EngineFolder);
        var plugin = Path.Combine(_home, "plugins", "kubernetes");
        Run("dotnet", "publish", Path.Combine(ResultFiles.Root, "src", "Kubernetes"), "-c", "Release", "-r", "linux-x64", "--no-self-contained", "-p:PublishReadyToRun=true", "-p:DebugType=none",
            "-o", plugin, "--nologo", "--verbosity", "quiet");
        Run("kubectl", "create", "namespace", _namespace);
        Run("kubectl", "apply", "-n", _namespace, "-f", Path.Combine(plugin, "jobmanager-rbac.yaml"));
    }

    /// <summary>Milliseconds from the command <c>kubernetes-session.sh</c> until it returns, because the REST endpoint answers.</summary>
    public static Measurement SessionReady(Effort effort)
    {
        using var runs = new KubernetesClusterRuns();
        return Median(effort, number =>
        {
            var id = $"session-{number}";
            var begin = Stopwatch.GetTimestamp();
            runs.Run(runs.Bin("kubernetes-session.sh"), runs.Options(id));
            var time = Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
            runs.Stop(id);
            return time;
        });
    }

    /// <summary>Milliseconds from the command <c>flink run -t kubernetes-application</c> until all tasks of its job run.</summary>
    public static Measurement ApplicationRunning(Effort effort)
    {
        using var runs = new KubernetesClusterRuns();
        return Median(effort, number =>
        {
            var id = $"application-{number}";
            var begin = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
            runs.Run(runs.Bin("flink"), ["run", "-t", "kubernetes-application", .. runs.Options(id), Program, "--records", "0", "--sleep", "10"]);
            var address = runs.Run("kubectl", "get", "pods", "-n", runs._namespace, "-l", $"app={id},component=jobmanager", "-o", "jsonpath={.items[0].status.podIP}").Trim();
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
        Run("kubectl", "delete", "namespace", _namespace);
        Directory.Delete(_home, recursive: true);
    }

    private static Measurement Median(Effort effort, Func<int, double> run) =>
        new(Statistics.Median([.. Enumerable.Range(0, effort == Effort.Full ? Runs : 1).Select(run)]), 0);

    private string Bin(string name) => Path.Combine(_home, "bin", name);

    private string[] Options(string id) =>
    [
        .. new[]
        {
            $"kubernetes.cluster-id={id}", $"kubernetes.namespace={_namespace}", $"kubernetes.jobmanager.service-account={Account}",
            "kubernetes.jobmanager.cpu.amount=0.2", "kubernetes.jobmanager.cpu.limit-factor=10", "kubernetes.taskmanager.cpu.amount=0.2", "kubernetes.taskmanager.cpu.limit-factor=10",
        }.Select(static property => $"-D{property}"),
    ];

    private void Stop(string id) => Run(Bin("flink"), "session", "stop", "-t", "kubernetes", $"-Dkubernetes.namespace={_namespace}", id);

    private string Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment["FLINK_STATE_DIR"] = Path.Combine(_home, "state");
        start.Environment["FLINK_LOG_DIR"] = Path.Combine(_home, "log");
        start.Environment.Remove("FLINK_PLUGINS_DIR");
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output
            : throw new BenchmarkFailure($"{Path.GetFileName(program)} {string.Join(' ', arguments)}: {errors.GetAwaiter().GetResult()}");
    }
}
