using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Flink.Benchmarks.Harness;

/// <summary>Where and when figures were measured: without it they mean nothing.</summary>
/// <param name="Machine">Processor, cores, memory, runtime.</param>
/// <param name="Commit">The commit, with <c>+changes</c> when the working tree differs from it.</param>
/// <param name="Date">UTC, ISO 8601.</param>
internal sealed record RunOrigin(string Machine, string Commit, string Date)
{
    public static RunOrigin Here() => new(
        Machine: $"{Processor()}, {Environment.ProcessorCount} cores, "
            + $"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 30} GB, {RuntimeInformation.FrameworkDescription}",
        Commit: Git("rev-parse", "--short=12", "HEAD") + (Git("status", "--porcelain", "--untracked-files=no").Length > 0 ? "+changes" : ""),
        Date: DateTime.UtcNow.ToString("yyyy-MM-ddTHH:mm'Z'", CultureInfo.InvariantCulture));

    private static string Processor()
    {
        const string Label = "model name";
        const string CpuInfo = "/proc/cpuinfo";
        var line = File.Exists(CpuInfo) ? File.ReadLines(CpuInfo).FirstOrDefault(line => line.StartsWith(Label, StringComparison.Ordinal)) : null;
        return line is null ? RuntimeInformation.ProcessArchitecture.ToString() : line[(line.IndexOf(':') + 1)..].Trim();
    }

    private static string Git(params string[] arguments)
    {
        var start = new ProcessStartInfo("git", arguments)
        {
            WorkingDirectory = ResultFiles.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start) ?? throw new BenchmarkFailure("git could not be started.");
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output.Trim() : "unknown";
    }
}
