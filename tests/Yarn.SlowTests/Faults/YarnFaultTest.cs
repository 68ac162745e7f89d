using System.Diagnostics;
using System.Text.Json;
using Flink.Cluster.SlowTests.Harness;
using Flink.Yarn.Configuration;
using Flink.Yarn.Rest;
using Flink.Yarn.SlowTests.Harness;

namespace Flink.Yarn.SlowTests.Faults;

/// <summary>A test that starts a cluster on YARN by commands and hurts it. The cluster is gone with the test.</summary>
/// <remarks>
/// Tests of several classes run side by side, each with a cluster of its own; what hurts others belongs to <see cref="FaultCollection"/>.
/// FLINK_TEST_HADOOP is the folder of the scripts that kill and start daemons.
/// </remarks>
public abstract class YarnFaultTest : IAsyncDisposable
{
    private readonly List<FlinkProcess> _commands = [];
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("flink-yarn-fault-");
    private readonly Dictionary<string, string> _environment;
    private YarnConnection? _connection;
    private RestProbe? _rest;

    private protected YarnFaultTest()
    {
        YarnLab.Need();
        var conf = _home.CreateSubdirectory("conf").FullName;
        Job = _home.CreateSubdirectory("job").FullName;
        File.WriteAllText(
            Path.Combine(conf, "config.yaml"),
            $"""
            yarn.application.name: {Name}
            yarn.staging-directory: {YarnLab.Hadoop.Get("fs.defaultFS")!.TrimEnd('/')}/y-hdfs
            yarn.properties-file.location: {_home.FullName}
            jobmanager.memory.process.size: 900m
            taskmanager.memory.process.size: 1000m
            taskmanager.numberOfTaskSlots: 1
            cluster.registration.max-timeout: 2 s
            execution.checkpointing.dir: hdfs:///y-hdfs/{Name}/checkpoints
            restart-strategy.type: fixed-delay
            restart-strategy.fixed-delay.attempts: 20
            restart-strategy.fixed-delay.delay: 100 ms
            rest.retry.delay: 500 ms
            rest.retry.max-attempts: 100
            """);
        _environment = new Dictionary<string, string>
        {
            ["FLINK_HOME"] = Path.GetDirectoryName(Installation.Scripts)!,
            ["FLINK_CONF_DIR"] = conf,
            ["FLINK_LOG_DIR"] = _home.CreateSubdirectory("log").FullName,

            // The archive of the installation is packed once for all tests; these upload it by the command, to a place of their own.
            ["FLINK_STATE_DIR"] = YarnLab.State,
            ["FLINK_PROPERTIES"] = "",
        };
    }

    /// <summary>The cluster's name.</summary>
    private protected string Name { get; } = $"y-f-{Guid.NewGuid():N}"[..14];

    /// <summary>Where the scripted program's gate is.</summary>
    private protected string Job { get; }

    /// <summary>Results of the scripted program.</summary>
    private protected string Results => $"hdfs:///y-hdfs/{Name}/out";

    private protected YarnConnection Connection => _connection ??= YarnLab.Connect();

    private protected ResourceManagerClient ResourceManager => new(Connection);

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (TestContext.Current.TestState?.Result is TestResult.Failed)
        {
            TestContext.Current.TestOutputHelper?.WriteLine($"{Tails()}\n{ContainerLogs.Describe(await ApplicationsAsync())}");
        }

        foreach (var command in _commands)
        {
            await command.DisposeAsync();
        }

        try
        {
            if ((await ApplicationsAsync()).Any(static app => !app.HasEnded))
            {
                await using var stop = new FlinkProcess(null, _environment, "session", "stop", "-t", "yarn-session", Name);
                await stop.ExitAsync();
            }
        }
        finally
        {
            // Whatever became of that: the next test is to have its room.
            foreach (var app in (await ApplicationsAsync()).Where(static app => !app.HasEnded))
            {
                await ResourceManager.KillAsync(app.Id, "the test is over", CancellationToken.None);
            }

            _rest?.Dispose();
            _connection?.Dispose();
            _home.Delete(recursive: true);
        }
    }

    /// <summary>Kills or starts daemons.</summary>
    private protected static async Task HadoopAsync(string script, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Path.Combine(Environment.GetEnvironmentVariable("FLINK_TEST_HADOOP")!, script), arguments)
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        var errors = process.StandardError.ReadToEndAsync();
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await errors);
    }

    /// <summary>Ends the test as skipped where daemons may not be killed.</summary>
    private protected static void RequireScripts() => Assert.SkipUnless(
        Environment.GetEnvironmentVariable("FLINK_TEST_HADOOP") is { Length: > 0 }, "FLINK_TEST_HADOOP names no folder of scripts that kill and start daemons of Hadoop");

    /// <summary>Starts a command.</summary>
    private protected FlinkProcess Start(params string[] arguments)
    {
        var command = new FlinkProcess(null, _environment, arguments);
        _commands.Add(command);
        return command;
    }

    /// <summary>Starts a session and waits until it takes jobs.</summary>
    private protected async Task StartSessionAsync(params string[] options)
    {
        var command = Start(["session", "start", "-t", "yarn-session", .. options]);
        Assert.True(await command.ExitAsync() == 0, Tails());
    }

    /// <summary>Starts the counting job in the session and waits until it runs and a checkpoint is complete.</summary>
    private protected async Task<FlinkProcess> StartCountingAsync(int parallelism)
    {
        var client = Start("run", "-t", "yarn-session", "-p", $"{parallelism}", Installation.Program("Flink.Assets.ScriptedProgram", "ScriptedProgram"), "counts", Job, $"out={Results}");
        await client.PrintsAsync("JobID ");
        await RunsAsync();
        return client;
    }

    /// <summary>The REST endpoint of the JobManager; at first where the command says that it is.</summary>
    private protected RestProbe Rest => _rest ??= new RestProbe(
        new Uri($"{_commands[0].Printed.Split("JobManager Web Interface: ")[1].Split('\n')[0].Trim()}/"), Tails);

    /// <summary>Waits until another JobManager leads, which is asked from then on.</summary>
    private protected async Task LeaderChangesAsync()
    {
        // The one before is dead: whoever answers at the address that is announced is the new one, which may have got the same port.
        var before = Rest.Http.BaseAddress!;
        Rest.Dispose();
        _rest = null;
        await Waiting.UntilAsync(
            async () =>
            {
                if ((await ApplicationsAsync()) is not [{ State: "RUNNING", MasterAddress: { } address }] || address.EndsWith(":-1", StringComparison.Ordinal))
                {
                    return false;
                }

                var probe = new RestProbe(new Uri($"http://{address}/"), Tails);
                try
                {
                    using var answer = await probe.Http.GetAsync("v1/jobs");
                    _rest = answer.IsSuccessStatusCode ? probe : null;
                }
                catch (HttpRequestException)
                {
                    // Still the one before.
                }

                if (_rest is null)
                {
                    probe.Dispose();
                }

                return _rest is not null;
            },
            () => $"No JobManager answers after the one at {before}.\n{Tails()}");
    }

    /// <summary>Waits until the exceptions of the only job say something.</summary>
    private protected async Task ExceptionsTellAsync(string text)
    {
        var jobs = await Rest.UntilAsync("v1/jobs", static answer => answer.GetProperty("jobs").GetArrayLength() == 1);
        await Rest.UntilAsync(
            $"v1/jobs/{jobs.GetProperty("jobs")[0].GetProperty("id").GetString()}/exceptions",
            answer => answer.GetRawText().Contains(text, StringComparison.Ordinal));
    }

    /// <summary>Waits until the only job and all its tasks run, and a checkpoint is complete that was not before.</summary>
    private protected async Task RunsAsync()
    {
        var overview = await Rest.UntilAsync("v1/jobs", static answer => answer.GetProperty("jobs").GetArrayLength() == 1);
        var id = overview.GetProperty("jobs")[0].GetProperty("id").GetString();
        await Rest.UntilAsync(
            $"v1/jobs/{id}",
            static job => job.GetProperty("state").GetString() == "RUNNING"
                && job.GetProperty("vertices").EnumerateArray().All(static vertex => vertex.GetProperty("tasks").GetProperty("RUNNING").GetInt32() == vertex.GetProperty("parallelism").GetInt32()));
        var before = await CheckpointsAsync(id!);
        await Waiting.UntilAsync(async () => (await CheckpointsAsync(id!)) > before, () => $"No checkpoint after {before}.\n{Tails()}");
    }

    /// <summary>Lets the counting job come to its end, and checks what it wrote.</summary>
    private protected async Task EndsExactlyAsync(FlinkProcess client)
    {
        await LetGoAsync();
        Assert.True(await client.ExitAsync() == 0, Tails());
        await IsExactAsync();
    }

    /// <summary>Lets the counting job come to its end.</summary>
    private protected Task LetGoAsync() => File.WriteAllTextAsync(Path.Combine(Job, "gate"), "");

    /// <summary>Checks what the counting job wrote.</summary>
    private protected async Task IsExactAsync()
    {
        const int Records = 100_000;
        const int Keys = 10;
        List<(long Key, long Count)> counts = [];
        foreach (var part in await ListAsync(new Uri(Results).AbsolutePath))
        {
            var text = await Hdfs.GetStringAsync($"/webhdfs/v1{new Uri(Results).AbsolutePath}/{part}?op=OPEN&user.name=root");
            counts.AddRange(text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(static line => Array.ConvertAll(line.Trim('(', ')').Split(", "), long.Parse)).Select(static numbers => (numbers[0], numbers[1])));
        }

        counts.Sort();
        var expected = Enumerable.Range(0, Keys).SelectMany(static key => Enumerable.Range(1, Records / Keys).Select(count => ((long)key, (long)count)));
        Assert.True(counts.SequenceEqual(expected), $"Results are not exact: {counts.Count} lines.\n{Tails()}");
    }

    /// <summary>The applications of the cluster that have ever been.</summary>
    private protected async Task<IReadOnlyList<ApplicationReport>> ApplicationsAsync() =>
        [.. (await ResourceManager.ListAsync($"user={HadoopUser.Name}", CancellationToken.None)).Where(app => app.Name == Name || app.Name.StartsWith(Name + "-", StringComparison.Ordinal))];

    /// <summary>The processes of a role in the cluster.</summary>
    private protected async Task<IReadOnlyList<(string Container, int Pid)>> ProcessesAsync(string role) =>
        [.. (await ApplicationsAsync()).SelectMany(app => Containers.Of(app.Id, role))];

    private protected string Tails() => string.Join('\n', _commands.Select(static command => command.Tail));

    private static HttpClient Hdfs { get; } = new() { BaseAddress = new Uri("http://localhost:9870/webhdfs/v1/") };

    private static async Task<IReadOnlyList<string>> ListAsync(string folder)
    {
        using var answer = await Hdfs.GetAsync($"/webhdfs/v1{folder}?op=LISTSTATUS&user.name=root");
        if (!answer.IsSuccessStatusCode)
        {
            return [];
        }

        using var document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return [.. document.RootElement.GetProperty("FileStatuses").GetProperty("FileStatus").EnumerateArray()
            .Select(static file => file.GetProperty("pathSuffix").GetString()!).Where(static name => !name.StartsWith('.'))];
    }

    private async Task<int> CheckpointsAsync(string job)
    {
        var newest = 0;
        foreach (var name in (await ListAsync($"/y-hdfs/{Name}/checkpoints/{job}")).Where(static name => name.StartsWith("chk-", StringComparison.Ordinal)))
        {
            if ((await ListAsync($"/y-hdfs/{Name}/checkpoints/{job}/{name}")).Contains("_metadata"))
            {
                newest = Math.Max(newest, int.Parse(name[4..]));
            }
        }

        return newest;
    }
}
