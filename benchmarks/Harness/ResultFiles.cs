using System.Text.Json;

namespace Flink.Benchmarks.Harness;

/// <summary>The files under <c>benchmarks/results</c>.</summary>
internal static class ResultFiles
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>The repository's root.</summary>
    /// <exception cref="BenchmarkFailure">The program does not run from inside the repository.</exception>
    public static string Root { get; } = FindRoot();

    /// <summary>The folder of plots.</summary>
    public static string Plots { get; } = Path.Combine(Root, "docs", "plots");

    private static string Latest => Path.Combine(Root, "benchmarks", "results", "latest.json");

    private static string Record => Path.Combine(Root, "benchmarks", "results", "record.json");

    /// <summary>Keeps a run: as the last one, and each of its figures as the newest measurement of it.</summary>
    /// <param name="results">What was measured.</param>
    /// <param name="origin">Where and when.</param>
    public static void Write(IReadOnlyList<Result> results, RunOrigin origin)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Latest)!);
        File.WriteAllText(Latest, JsonSerializer.Serialize(results, Json) + "\n");
        var newest = (File.Exists(Record) ? ReadRecord() : []).ToDictionary(static entry => entry.Result.Name);
        foreach (var result in results)
        {
            newest[result.Name] = new RecordedResult(result, origin);
        }

        File.WriteAllText(Record, JsonSerializer.Serialize(newest.Values.OrderBy(static entry => entry.Result.Name, StringComparer.Ordinal), Json) + "\n");
    }

    /// <summary>The newest measurement of each figure that was ever measured, by name.</summary>
    /// <exception cref="BenchmarkFailure">Nothing was measured yet.</exception>
    public static IReadOnlyList<RecordedResult> ReadRecord() => Read<List<RecordedResult>>(Record);

    private static T Read<T>(string path) => File.Exists(path)
        ? JsonSerializer.Deserialize<T>(File.ReadAllText(path), Json) ?? throw new BenchmarkFailure($"{path} is empty.")
        : throw new BenchmarkFailure($"{path} is not there; run the benchmarks first.");

    private static string FindRoot()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "Flink.sln")))
            {
                return folder;
            }
        }

        throw new BenchmarkFailure($"No folder above {AppContext.BaseDirectory} holds Flink.sln; run the program as built in the repository.");
    }
}
