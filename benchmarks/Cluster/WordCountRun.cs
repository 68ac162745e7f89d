using Flink.Benchmarks.Harness;

namespace Flink.Benchmarks.Cluster;

/// <summary>Word counts in clusters of their own, as <c>flink run -t process|docker</c> makes them.</summary>
internal static class WordCountRun
{
    /// <summary>Runs one.</summary>
    /// <param name="target">What <c>-t</c> says.</param>
    /// <param name="parallelism">Of the job, which has as many workers.</param>
    /// <param name="plugins">The folder of plug-ins; null for the engine's own.</param>
    /// <param name="options">More of the command line.</param>
    /// <returns>Milliseconds from the request of each worker until it was registered.</returns>
    /// <exception cref="BenchmarkFailure">It failed, or not all workers have come.</exception>
    public static double[] Registrations(string target, int parallelism, string? plugins, params IEnumerable<string> options)
    {
        var folder = Directory.CreateTempSubdirectory("flink-bench-run-").FullName;
        try
        {
            var (_, steps) = Command.Run(
                "dotnet",
                [
                    Path.Combine(LoadedProgram.EngineFolder, "flink.dll"), "run", "-t", target, "-p", $"{parallelism}", .. options,
                    Path.Combine(ResultFiles.Root, "examples", "WordCount"),
                ],
                ("FLINK_STATE_DIR", folder),
                ("FLINK_LOG_DIR", Path.Combine(folder, "log")),
                ("FLINK_PLUGINS_DIR", plugins),
                ("FLINK_HOME", null),
                ("FLINK_CONF_DIR", null),
                ("FLINK_PROPERTIES", null));
            var times = RegistrationTimes.In(steps);
            return times.Length == parallelism
                ? times
                : throw new BenchmarkFailure($"{times.Length} of {parallelism} workers have registered:\n{steps}");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
