using System.Text.Json;
using System.Text.RegularExpressions;
using Flink.Core.FileSystems;

namespace Flink.Cluster.SlowTests.Harness;

/// <summary>The scripted program's <c>counts</c> on a cluster: runs until it is let go, and its files prove that no record was lost or counted twice.</summary>
public sealed partial class CountingJob
{
    private const int Keys = 10;
    private const int Records = 100_000;

    private readonly RealCluster _cluster;
    private readonly string _folder;
    private readonly FilePath _results;

    private CountingJob(RealCluster cluster, string folder, FilePath results)
    {
        _cluster = cluster;
        _folder = folder;
        _results = results;
    }

    /// <summary>Its number.</summary>
    public string Id { get; private set; } = "";

    /// <summary>The <c>flink run</c> that submitted it and waits for it.</summary>
    public required FlinkProcess Client { get; init; }

    /// <summary>Submits it with <c>flink run</c> and waits until all of its tasks run and a checkpoint is complete.</summary>
    public static async Task<CountingJob> RunAsync(RealCluster cluster, int parallelism, params string[] more)
    {
        var folder = Directory.CreateDirectory(Path.Combine(cluster.Home, $"job-{Guid.NewGuid():n}")).FullName;
        var results = cluster.Storage.Folder.Child($"{Path.GetFileName(folder)}/out");
        var client = cluster.StartCommand(["run", "-m", $"localhost:{cluster.RestPort}", "-p", $"{parallelism}", Built.ScriptedProgram, "counts", folder, $"out={results}", .. more]);
        var job = new CountingJob(cluster, folder, results) { Client = client };
        await Waiting.UntilAsync(
            () => (job.Id = Submitted().Match(client.Printed).Groups[1].Value).Length > 0 || client.HasExited,
            () => $"The job is not submitted.\n{cluster.Tails()}");
        Assert.True(job.Id.Length > 0, $"The job was not submitted.\n{cluster.Tails()}");
        await job.RunsAsync(cluster.Rest);
        await job.ChecksPointAsync();
        return job;
    }

    /// <summary>Waits until the job and all of its tasks run.</summary>
    public Task<JsonElement> RunsAsync(RestProbe rest) => rest.UntilAsync(
        $"v1/jobs/{Id}",
        static job => job.GetProperty("state").GetString() == "RUNNING"
            && job.GetProperty("vertices").EnumerateArray().All(static vertex => vertex.GetProperty("status").GetString() == "RUNNING"
                && vertex.GetProperty("tasks").GetProperty("RUNNING").GetInt32() == vertex.GetProperty("parallelism").GetInt32()));

    /// <summary>Waits for a checkpoint that is not there yet.</summary>
    public async Task ChecksPointAsync()
    {
        var before = NewestCheckpoint();
        await Waiting.UntilAsync(() => NewestCheckpoint() > before, () => $"No checkpoint of {Id} completes after number {before}.\n{_cluster.Tails()}");
    }

    /// <summary>Lets it come to its end, and checks what it wrote and what its client says.</summary>
    public async Task EndsExactlyAsync()
    {
        await LetGoAsync();
        Assert.True(await Client.ExitAsync() == 0, _cluster.Tails());
        IsExact();
    }

    /// <summary>Lets it come to its end.</summary>
    public Task LetGoAsync() => File.WriteAllTextAsync(Path.Combine(_folder, "gate"), "");

    /// <summary>Checks what it wrote.</summary>
    public void IsExact()
    {
        var lines = _cluster.Storage.Files.List(_results).Where(static entry => !entry.Path.IsHidden).SelectMany(entry => ReadLines(entry.Path))
            .Select(static line => Array.ConvertAll(line.Trim('(', ')').Split(", "), long.Parse))
            .OrderBy(static entry => entry[0]).ThenBy(static entry => entry[1]);

        // Key k gets k, k + 10, k + 20 ..., each once and in order.
        var expected = Enumerable.Range(0, Keys).SelectMany(static key => Enumerable.Range(1, Records / Keys).Select(count => (key, count)));
        Assert.True(
            lines.Select(static entry => (entry[0], entry[1], entry[2])).SequenceEqual(expected.Select(static entry => ((long)entry.key, (long)entry.count, entry.key + (Keys * (entry.count - 1L))))),
            $"Results of {Id} in {_results} are not exact.\n{_cluster.Tails()}");
    }

    /// <summary>The TaskManagers that each vertex runs on, by the vertices' names.</summary>
    public async Task<ILookup<string, string>> PlacesAsync()
    {
        var places = new List<(string Vertex, string Worker)>();
        foreach (var vertex in (await _cluster.Rest.GetAsync($"v1/jobs/{Id}")).GetProperty("vertices").EnumerateArray())
        {
            var details = await _cluster.Rest.GetAsync($"v1/jobs/{Id}/vertices/{vertex.GetProperty("id").GetString()}");
            foreach (var subtask in details.GetProperty("subtasks").EnumerateArray())
            {
                places.Add((vertex.GetProperty("name").GetString()!, subtask.GetProperty("taskmanager-id").GetString()!));
            }
        }

        return places.ToLookup(static place => place.Vertex, static place => place.Worker);
    }

    /// <summary>How often each vertex has begun anew, by the vertices' names.</summary>
    public async Task<Dictionary<string, int>> AttemptsAsync()
    {
        var attempts = new Dictionary<string, int>();
        foreach (var vertex in (await _cluster.Rest.GetAsync($"v1/jobs/{Id}")).GetProperty("vertices").EnumerateArray())
        {
            var details = await _cluster.Rest.GetAsync($"v1/jobs/{Id}/vertices/{vertex.GetProperty("id").GetString()}");
            attempts.Add(
                vertex.GetProperty("name").GetString()!,
                details.GetProperty("subtasks").EnumerateArray().Max(static subtask => subtask.GetProperty("attempt").GetInt32()));
        }

        return attempts;
    }

    private IEnumerable<string> ReadLines(FilePath path)
    {
        using var reader = new StreamReader(_cluster.Storage.Files.OpenRead(path));
        while (reader.ReadLine() is { } line)
        {
            yield return line;
        }
    }

    private int NewestCheckpoint()
    {
        try
        {
            var files = _cluster.Storage.Files;
            return files.List(_cluster.Checkpoints.Child(Id))
                .Where(entry => entry.Path.Name.StartsWith("chk-", StringComparison.Ordinal) && files.Exists(entry.Path.Child("_metadata")))
                .Select(static entry => int.Parse(entry.Path.Name["chk-".Length..]))
                .DefaultIfEmpty(0)
                .Max();
        }
        catch (FileSystemException e) when (e.Error == FileSystemError.NotFound)
        {
            // Not there yet; the next look tells.
            return 0;
        }
    }

    [GeneratedRegex("JobID ([0-9a-f]{32})")]
    private static partial Regex Submitted();
}
