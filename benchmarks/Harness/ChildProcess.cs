using System.Diagnostics;
using System.Text.Json;
using Flink.Benchmarks.Cluster;

namespace Flink.Benchmarks.Harness;

/// <summary>One side of a figure in a process of its own: this program again, with other arguments, sometimes by way of <c>flink run</c>.</summary>
internal static class ChildProcess
{
    /// <summary>First argument of a child.</summary>
    public const string Command = "child";

    private const string ResultMark = "result: ";
    private const int StandardErrorLines = 12;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>Writes what a child measured where its parent looks for it.</summary>
    public static void Answer(Measurement measurement) => Console.WriteLine(ResultMark + JsonSerializer.Serialize(measurement));

    /// <summary>Runs one side and waits for it.</summary>
    /// <exception cref="BenchmarkFailure">The child failed, said nothing, or took longer than anyone waits.</exception>
    public static Measurement Measure(Figure figure, Side side, Effort effort)
    {
        using var cluster = side == Side.Ours ? figure.OursOn?.Invoke() : null;
        using var process = Start(figure, side, effort, cluster?.Rest.Address);
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            throw new BenchmarkFailure($"{figure.Name} ({side}) did not end within {Patience.TotalMinutes:0} minutes and was stopped.");
        }

        foreach (var line in output.GetAwaiter().GetResult().Split('\n'))
        {
            if (process.ExitCode == 0 && line.StartsWith(ResultMark, StringComparison.Ordinal))
            {
                return JsonSerializer.Deserialize<Measurement>(line.AsSpan(ResultMark.Length));
            }
        }

        throw new BenchmarkFailure(
            $"{figure.Name} ({side}) ended with exit code {process.ExitCode} and no result:\n{Head(error.GetAwaiter().GetResult())}");
    }

    private static Process Start(Figure figure, Side side, Effort effort, Uri? cluster)
    {
        var isLoaded = (figure.IsOursLoaded || cluster is not null) && side == Side.Ours;
        var isHosted = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet";
        var start = new ProcessStartInfo(isLoaded && !isHosted ? "dotnet" : Environment.ProcessPath!)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // Under the dotnet host the program is the host's first argument; its own executable needs none.
        IReadOnlyList<string> program = isLoaded ? LoadedProgram.Arguments(cluster) : isHosted ? [typeof(ChildProcess).Assembly.Location] : [];
        foreach (var argument in (string[])[.. program, Command, figure.Name, side.ToString(), effort.ToString()])
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start) ?? throw new BenchmarkFailure($"{start.FileName} could not be started.");
    }

    private static string Head(string text)
    {
        var lines = text.Split('\n');
        return string.Join('\n', lines.AsSpan(0, Math.Min(StandardErrorLines, lines.Length)));
    }
}
