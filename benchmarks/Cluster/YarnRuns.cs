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

    private const string TimeFormat = "yyyy-MM-dd HH:mm:ss,fff";

    private readonly Distribution _distribution = new();

    private YarnRuns()
    {
        _distribution.Install("yarn", "Yarn");
        _distribution.Install("hdfs", "FileSystems.Hdfs");
        _distribution.Install("s3", "FileSystems.S3");
        File.AppendAllText(_distribution.Configuration, $"\nyarn.properties-file.location: {_distribution.Home}\n");
    }

    /// <summary>Milliseconds from the command <c>yarn-session.sh -d</c> until it returns, because the REST endpoint answers; once everything is cached.</summary>
    public static Measurement SessionReady(Effort effort)
    {
        using var runs = new YarnRuns();
        runs.Session(static () => { });
        return Measurement.MedianOf(effort, _ => runs.Session(static () => { }));
    }

    /// <summary>Milliseconds that YARN's Services API takes by itself, which <c>yarn.driver: services</c> adds: from the creation of a service until its container runs.</summary>
    public static Measurement SessionServicesApi(Effort effort)
    {
        using var services = new YarnServices();
        services.ContainerRuns();
        return Measurement.MedianOf(effort, _ => services.ContainerRuns());
    }

    /// <summary>Milliseconds from the job's arrival at its JobManager until its TaskManager is registered.</summary>
    public static Measurement Registered(Effort effort)
    {
        using var runs = new YarnRuns();
        runs.Session(static () => { });
        // The line of a TaskManager ends with its slots; the job's master registers too.
        return Measurement.MedianOf(effort, _ => runs.Between("was accepted", " slots."));
    }

    /// <summary>What of that is YARN's: from the request of the worker until its container is there.</summary>
    public static Measurement Container(Effort effort)
    {
        using var runs = new YarnRuns();
        runs.Session(static () => { });
        return Measurement.MedianOf(effort, _ => runs.Between("Requesting 1 workers", "starts on"));
    }

    public void Dispose() => _distribution.Dispose();

    // Starts a session, uses it, stops it; milliseconds of the start.
    private double Session(Action use)
    {
        var name = $"bench-{Guid.NewGuid():n}"[..14];
        var begin = Stopwatch.GetTimestamp();
        _distribution.Run("yarn-session.sh", "-d", "-nm", name, "-jm", "1024", "-tm", "1024");
        var time = Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
        try
        {
            use();
        }
        finally
        {
            _distribution.Run("flink", "session", "stop", "-t", "yarn-session", name);
        }

        return time;
    }

    // Between two lines of the JobManager's log, which a word count of a small text has it write; all containers are on this machine, as the lab's are.
    private double Between(string first, string second)
    {
        var log = "";
        Session(() =>
        {
            _distribution.Run("flink", "run", "-t", "yarn-session", Path.Combine(ResultFiles.Root, "examples", "WordCount"), "--input", BookText.Make(Effort.Smoke));
            var address = Address().Match(_distribution.Run("flink", "session", "list", "-t", "yarn-session")).Value;
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

    [GeneratedRegex(@"http://\S+")]
    private static partial Regex Address();
}
