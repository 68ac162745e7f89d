using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Flink.Cluster.SlowTests.Harness;
using Flink.Core.Programs;

namespace Flink.Rest.SlowTests;

/// <summary>A JobManager and TaskManagers as processes of this machine, with a folder of their own.</summary>
public sealed class LiveCluster : IAsyncDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(2);

    private readonly string _folder = Directory.CreateTempSubdirectory("flink-live-").FullName;
    private readonly List<Process> _processes = [];

    private LiveCluster(int port) => Http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };

    public HttpClient Http { get; }

    public static async Task<LiveCluster> StartAsync()
    {
        var port = FreePorts.Take();
        var cluster = new LiveCluster(port);
        Directory.CreateDirectory(Path.Combine(cluster._folder, "log"));
        await File.WriteAllTextAsync(
            Path.Combine(cluster._folder, "config.yaml"),
            $"""
            jobmanager.rpc.address: localhost
            jobmanager.rpc.port: {FreePorts.Take()}
            rest.port: {port}
            taskmanager.host: localhost
            taskmanager.bind-host: localhost
            taskmanager.numberOfTaskSlots: 2
            jobmanager.memory.process.size: 1600m
            taskmanager.memory.process.size: 1728m
            metrics.fetcher.update-interval: 100 ms
            restart-strategy.type: fixed-delay
            restart-strategy.fixed-delay.attempts: 1
            restart-strategy.fixed-delay.delay: 100 ms
            """);
        cluster.Start("jobmanager");
        await cluster.UntilAsync("/v1/overview", static _ => true);
        return cluster;
    }

    public async Task AddTaskManagersAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            Start("taskmanager");
        }

        await UntilAsync("/v1/overview", overview => overview.GetProperty("taskmanagers").GetInt32() == count);
    }

    /// <summary>Uploads the scripted program.</summary>
    /// <returns>Its id.</returns>
    public async Task<string> UploadAsync()
    {
        using var zip = new MemoryStream();
        ProgramArchive.Pack(Built.ScriptedProgram, zip);
        using var content = new MultipartFormDataContent { { new ByteArrayContent(zip.ToArray()), "jarfile", "scripted.zip" } };
        var answer = await ReadAsync(await Http.PostAsync("/v1/jars/upload", content));
        return Path.GetFileName(answer.GetProperty("filename").GetString()!);
    }

    /// <summary>Runs it.</summary>
    /// <returns>The job's id.</returns>
    public async Task<string> RunAsync(string program, string arguments, int parallelism, Dictionary<string, string>? configuration = null)
    {
        var body = JsonSerializer.Serialize(new { programArgsList = arguments.Split(' '), parallelism, flinkConfiguration = configuration ?? [] });
        var answer = await ReadAsync(await Http.PostAsync($"/v1/jars/{program}/run", new StringContent(body, Encoding.UTF8, "application/json")));
        return answer.GetProperty("jobid").GetString()!;
    }

    /// <summary>Asks until the answer is as it should be.</summary>
    public async Task<JsonElement> UntilAsync(string path, Func<JsonElement, bool> isThere)
    {
        var started = Stopwatch.GetTimestamp();
        var last = "";
        while (Stopwatch.GetElapsedTime(started) < _patience)
        {
            try
            {
                var response = await Http.GetAsync(path);
                last = await response.Content.ReadAsStringAsync();
                if (response.IsSuccessStatusCode && JsonDocument.Parse(last).RootElement is var answer && isThere(answer))
                {
                    return answer;
                }
            }
            catch (HttpRequestException e)
            {
                last = e.Message;
            }

            // A process of its own tells of its progress only when it is asked.
            await Task.Delay(20);
        }

        throw new TimeoutException($"{path} did not come to what was waited for; its last answer is {last}\n{Logs()}");
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        foreach (var process in _processes)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            process.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonDocument.Parse(text).RootElement;
    }

    private void Start(string role)
    {
        var log = Path.Combine(_folder, "log", $"flink-{role}-{_processes.Count}.log");
        var printed = Path.ChangeExtension(log, ".out");
        File.WriteAllText(printed, "");
        var start = new ProcessStartInfo("dotnet", [Built.Command, role, "--logFile", log])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["FLINK_CONF_DIR"] = _folder, ["FLINK_LOG_DIR"] = Path.Combine(_folder, "log"), ["FLINK_PROPERTIES"] = "" },
        };
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Append(printed, line.Data);
        process.ErrorDataReceived += (_, line) => Append(printed, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _processes.Add(process);
    }

    private static void Append(string log, string? line)
    {
        if (line is not null)
        {
            lock (log)
            {
                File.AppendAllText(log, line + "\n");
            }
        }
    }

    private string Logs() => string.Join('\n', Directory.GetFiles(Path.Combine(_folder, "log"), "*.log")
        .SelectMany(static file => File.ReadLines(file).TakeLast(15).Prepend(Path.GetFileName(file))));
}
