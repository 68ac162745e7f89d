using System.Text.Json;

namespace Flink.Benchmarks.Harness;

/// <summary>The files of a run under <c>benchmarks/results</c>.</summary>
internal static class ResultFiles
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>The repository's root.</summary>
    /// <exception cref="BenchmarkFailure">The program does not run from inside the repository.</exception>
    public static string Root { get; } = FindRoot();

    private static string Latest => Path.Combine(Root, "benchmarks", "results", "latest.json");

    private static string Origin => Path.Combine(Root, "benchmarks", "results", "latest-origin.json");

    public static void Write(IReadOnlyList<Result> results, RunOrigin origin)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Latest)!);
        File.WriteAllText(Latest, JsonSerializer.Serialize(results, Json) + "\n");
        File.WriteAllText(Origin, JsonSerializer.Serialize(origin, Json) + "\n");
    }

    /// <exception cref="BenchmarkFailure">There is no run to read.</exception>
    public static (IReadOnlyList<Result> Results, RunOrigin Origin) Read() => (Read<List<Result>>(Latest), Read<RunOrigin>(Origin));

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
