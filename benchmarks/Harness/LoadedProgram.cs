namespace Flink.Benchmarks.Harness;

/// <summary>This program as users start theirs: from its published folder, by the command line of a distribution. run.sh makes both.</summary>
internal static class LoadedProgram
{
    /// <summary>What a distribution has as <c>lib</c>.</summary>
    public static string EngineFolder => Path.Combine(ResultFiles.Root, "artifacts", "benchmarks", "lib");

    /// <summary>The published program.</summary>
    public static string Folder => Path.Combine(ResultFiles.Root, "artifacts", "benchmarks", "program");

    private static string Engine => Path.Combine(EngineFolder, "flink.dll");

    /// <summary>Arguments of the dotnet host that come before those of the program.</summary>
    /// <param name="cluster">Where its jobs run; null for embedded.</param>
    /// <exception cref="BenchmarkFailure">The engine or the program has not been published.</exception>
    public static IReadOnlyList<string> Arguments(Uri? cluster) =>
        File.Exists(Engine) && Directory.Exists(Folder)
            ? [Engine, "run", .. cluster is null ? (string[])["-t", "local"] : ["-m", cluster.Authority], Folder]
            : throw new BenchmarkFailure($"{Engine} or {Folder} is not there; benchmarks/run.sh publishes both.");
}
