using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Flink.Benchmarks.Harness;

namespace Flink.Benchmarks.Cluster;

/// <summary>Asks a cluster what figures need to know, by its REST API and as any client could.</summary>
internal sealed class ClusterRest(Uri address) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    // Another process tells of its progress only when it is asked; what is measured so is this much too long at most.
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(2);

    private readonly HttpClient _http = new() { BaseAddress = address };

    public Uri Address => address;

    /// <summary>Waits until so many workers are registered.</summary>
    public void WaitForWorkers(int count) => WaitFor($"{count} workers", () => TryGet("/v1/overview") is { } overview && (int)overview["taskmanagers"]! >= count);

    /// <summary>Uploads a program.</summary>
    /// <returns>Its id.</returns>
    public string Upload(string archive)
    {
        using var content = new MultipartFormDataContent { { new ByteArrayContent(File.ReadAllBytes(archive)), "jarfile", "program.zip" } };
        return Path.GetFileName((string)Post("/v1/jars/upload", content)["filename"]!);
    }

    /// <summary>Starts a job of an uploaded program.</summary>
    /// <returns>The job's id.</returns>
    public string Start(string program, params string[] arguments)
    {
        using var content = RequestToRun(arguments);
        return Start(program, content);
    }

    /// <summary>Starts a job by a request that was made before.</summary>
    /// <returns>The job's id.</returns>
    public string Start(string program, HttpContent request) => (string)Post($"/v1/jars/{program}/run", request)["jobid"]!;

    /// <summary>What is sent to start a job with arguments: made before the clock runs, since making it is the client's work.</summary>
    public static HttpContent RequestToRun(params string[] arguments) =>
        new StringContent(JsonSerializer.Serialize(new { programArgsList = arguments }), Encoding.UTF8, "application/json");

    /// <summary>Waits until all tasks of a job run.</summary>
    /// <returns>When the last one began to, by the timestamps of the subtasks: milliseconds of Unix time.</returns>
    public long WaitUntilRunning(string job) => WaitUntilRunning(job, after: 0);

    /// <summary>Waits until all tasks of a job run, one of which has begun after a time in milliseconds of Unix time.</summary>
    /// <returns>When the last one began to.</returns>
    public long WaitUntilRunning(string job, long after)
    {
        var last = 0L;
        WaitFor($"the tasks of job {job}", () => TryFindRunning(job, out last) && last > after);
        return last;
    }

    /// <summary>Cancels a job and waits for its end.</summary>
    public void Cancel(string job)
    {
        using var request = new HttpRequestMessage(HttpMethod.Patch, $"/v1/jobs/{job}?mode=cancel");
        using var response = _http.Send(request);
        response.EnsureSuccessStatusCode();
        WaitFor($"the end of job {job}", () => (string)Get($"/v1/jobs/{job}/status")["status"]! == "CANCELED");
    }

    /// <summary>Jobs that run, by id.</summary>
    public IReadOnlyList<string> RunningJobs() =>
        [.. Get("/v1/jobs")["jobs"]!.AsArray().Where(static job => (string)job!["status"]! == "RUNNING").Select(static job => (string)job!["id"]!)];

    public void Dispose() => _http.Dispose();

    private bool TryFindRunning(string job, out long last)
    {
        last = 0;
        var details = Get($"/v1/jobs/{job}");
        if ((string)details["state"]! is "FAILED" or "CANCELED" or "FINISHED")
        {
            throw new BenchmarkFailure($"Job {job} is {(string)details["state"]!}: {Get($"/v1/jobs/{job}/exceptions")}");
        }

        var vertices = details["vertices"]!.AsArray();
        foreach (var vertex in vertices)
        {
            var times = Get($"/v1/jobs/{job}/vertices/{(string)vertex!["id"]!}/subtasktimes")["subtasks"]!.AsArray();
            foreach (var subtask in times)
            {
                var running = (long?)subtask!["timestamps"]!["RUNNING"] ?? -1;
                if (running <= 0)
                {
                    return false;
                }

                last = Math.Max(last, running);
            }
        }

        return vertices.Count > 0;
    }

    private JsonNode Get(string path)
    {
        using var response = _http.GetAsync(new Uri(path, UriKind.Relative)).GetAwaiter().GetResult();
        return Read(response, path);
    }

    private JsonNode? TryGet(string path)
    {
        try
        {
            return Get(path);
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private JsonNode Post(string path, HttpContent content)
    {
        using var response = _http.PostAsync(new Uri(path, UriKind.Relative), content).GetAwaiter().GetResult();
        return Read(response, path);
    }

    private static JsonNode Read(HttpResponseMessage response, string path)
    {
        var text = response.Content.ReadAsStringAsync().GetAwaiter().GetResult();
        if (!response.IsSuccessStatusCode)
        {
            throw new HttpRequestException($"{path} was answered {(int)response.StatusCode}: {text}");
        }

        try
        {
            return JsonNode.Parse(text)!;
        }
        catch (JsonException e)
        {
            throw new HttpRequestException($"{path} was answered with what is no JSON: {text}", e);
        }
    }

    private static void WaitFor(string what, Func<bool> happened)
    {
        for (var start = Stopwatch.GetTimestamp(); !happened(); Thread.Sleep(Poll))
        {
            if (Stopwatch.GetElapsedTime(start) > Patience)
            {
                throw new BenchmarkFailure($"Waited more than {Patience.TotalSeconds:0} s for {what}.");
            }
        }
    }
}
