using System.Diagnostics;

namespace Flink.Benchmarks.Harness;

/// <summary>Programs of this machine that are run to their end.</summary>
internal static class Command
{
    /// <summary>Runs one, without input.</summary>
    /// <param name="program">Its path, or its name in <c>PATH</c>.</param>
    /// <param name="arguments">Of its command line.</param>
    /// <param name="environment">Variables to set, and with null to remove.</param>
    /// <returns>What it wrote to its standard output and error.</returns>
    /// <exception cref="BenchmarkFailure">It ended with another code than 0.</exception>
    public static (string Output, string Errors) Run(string program, IEnumerable<string> arguments, params IEnumerable<(string Name, string? Value)> environment)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start) ?? throw new BenchmarkFailure($"{program} could not be started.");
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? (output, errors.GetAwaiter().GetResult())
            : throw new BenchmarkFailure($"{Path.GetFileName(program)} {string.Join(' ', start.ArgumentList)} ended with exit code {process.ExitCode}: {errors.GetAwaiter().GetResult()}\n{output}");
    }
}
