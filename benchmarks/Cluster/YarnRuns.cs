using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Flink.Benchmarks.Harness;
using Flink.Benchmarks.Records;

namespace Flink.Benchmarks.Cluster;

/// <summary>Sessions on the YARN that <c>HADOOP_CONF_DIR</c> describes, as <c>yarn-session.sh</c> starts them from a distribution; files are cached where they are used.</summary>
internal sealed partial class YarnRuns : IDisposable
{
    /// <summary>The environment variable with the folder that describes it.</summary>
    public const string ConfigurationVariable = "HADOOP_CONF_DIR";

    private const int Runs = 5;
    private const string TimeFormat = "yyyy-MM-dd HH:mm:ss,fff";

    private readonly string _home = Directory.CreateTempSubdirectory("flink-bench-yarn-").FullName;

    private YarnRuns()
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
        foreach (var (plugin, project) in (ReadOnlySpan<(string, string)>)[("yarn", "Yarn"), ("hdfs", "FileSystems.Hdfs"), ("s3", "FileSystems.S3")])
        {
            Run("dotnet", "publish", Path.Combine(ResultFiles.Root, "src", project), "-c", "Release", "-r", "linux-x64", "--no-self-contained", "-p:PublishReadyToRun=true", "-p:DebugType=none",
                "-o", Path.Combine(_home, "plugins", plugin), "--nologo", "--verbosity", "quiet");
        }

        File.AppendAllText(Path.Combine(_home, "conf", "config.yaml"), $"\nyarn.properties-file.location: {_home}\n");
    }

    /// <summary>Milliseconds from the command <c>yarn-session.sh -d</c> until it returns, because the REST endpoint answers; once everything is cached.</summary>
    public static Measurement SessionReady(Effort effort)
    {
        using var runs = new YarnRuns();
        runs.Session(static () => { });
        return Median(effort, () => runs.Session(static () => { }));
    }

    /// <summary>Milliseconds that YARN's Services API takes by itself, which <c>yarn.driver: services</c> adds: from the creation of a service until its container runs.</summary>
    public static Measurement SessionServicesApi(Effort effort)
    {
        using var services = new YarnServices();
        services.ContainerRuns();
        return Median(effort, services.ContainerRuns);
    }

    /// <summary>Milliseconds from the job's arrival at its JobManager until its TaskManager is registered.</summary>
    public static Measurement Registered(Effort effort)
    {
        using var runs = new YarnRuns();
        runs.Session(static () => { });
        // The line of a TaskManager ends with its slots; the job's master registers too.
        return Median(effort, () => runs.Between("was accepted", " slots."));
    }

    /// <summary>What of that is YARN's: from the request of the worker until its container is there.</summary>
    public static Measurement Container(Effort effort)
    {
        using var runs = new YarnRuns();
        runs.Session(static () => { });
        return Median(effort, () => runs.Between("Requesting 1 workers", "starts on"));
    }

    public void Dispose() => Directory.Delete(_home, recursive: true);

    private static Measurement Median(Effort effort, Func<double> run) =>
        new(Statistics.Median([.. Enumerable.Range(0, effort == Effort.Full ? Runs : 1).Select(_ => run())]), 0);

    // Starts a session, uses it, stops it; milliseconds of the start.
    private double Session(Action use)
    {
        var name = $"bench-{Guid.NewGuid():n}"[..14];
        var begin = Stopwatch.GetTimestamp();
        Run(Path.Combine(_home, "bin", "yarn-session.sh"), "-d", "-nm", name, "-jm", "1024", "-tm", "1024");
        var time = Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
        try
        {
            use();
        }
        finally
        {
            Run(Path.Combine(_home, "bin", "flink"), "session", "stop", "-t", "yarn-session", name);
        }

        return time;
    }

    // Between two lines of the JobManager's log, which a word count of a small text has it write; all containers are on this machine, as the lab's are.
    private double Between(string first, string second)
    {
        var log = "";
        Session(() =>
        {
            Run(Path.Combine(_home, "bin", "flink"), "run", "-t", "yarn-session", Path.Combine(ResultFiles.Root, "examples", "WordCount"), "--input", BookText.Make(Effort.Smoke));
            var address = Address().Match(Run(Path.Combine(_home, "bin", "flink"), "session", "list", "-t", "yarn-session")).Value;
            using var http = new HttpClient();
            log = http.GetStringAsync(new Uri($"{address}/jobmanager/log")).GetAwaiter().GetResult();
        });
        return (TimeOf(log, second) - TimeOf(log, first)).TotalMilliseconds;
    }

    private static DateTime TimeOf(string log, string words)
    {
        var line = log.Split('\n').FirstOrDefault(line => line.Contains(words, StringComparison.Ordinal)) ?? throw new BenchmarkFailure($"the JobManager's log has no line with '{words}'");
        return DateTime.ParseExact(line.AsSpan(0, TimeFormat.Length), TimeFormat, CultureInfo.InvariantCulture);
    }

    private string Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true, RedirectStandardInput = true };
        start.Environment["FLINK_STATE_DIR"] = Path.Combine(_home, "state");
        start.Environment.Remove("FLINK_PLUGINS_DIR");
        start.Environment.Remove("FLINK_CONF_DIR");
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output.Result : throw new BenchmarkFailure($"{program} {arguments[0]} ended with {process.ExitCode}: {errors}{output.Result}");
    }

    [GeneratedRegex(@"http://\S+")]
    private static partial Regex Address();
}
