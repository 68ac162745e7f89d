using System.Diagnostics;
using System.Globalization;
using Flink.Benchmarks.Harness;

namespace Flink.Benchmarks.Peers;

/// <summary>
/// Apache Flink, measured by its own script: the second run in one cluster, since the first pays for its compiler. Figures that share
/// a peer share what it measured.
/// </summary>
/// <param name="experiment">The script's experiment.</param>
/// <param name="variant">Beginning of the variant of that experiment.</param>
/// <param name="parallelism">Parallelism of the job.</param>
/// <param name="arguments">Makes further arguments of the script.</param>
/// <param name="measuresSeconds">Whether the figure is a time, in seconds, and no rate.</param>
internal sealed class FlinkPeer(
    string experiment, string variant, int parallelism, Func<string[]>? arguments = null, bool measuresSeconds = false) : IPeer
{
    /// <summary>Folder of the distribution.</summary>
    public const string HomeVariable = "FLINK_PEER_HOME";

    /// <summary>The measuring script.</summary>
    public const string ScriptVariable = "FLINK_PEER_PERF";

    private const string WarmRun = "2";

    // A program that was started in the background of a shell ignores interrupts, and so do its children.
    private const string Interruptible =
        "import runpy, signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler); del sys.argv[0]; runpy.run_path(sys.argv[0], run_name='__main__')";

    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(40);

    private double? _measured;

    /// <summary>Millions of records, or megabytes, a second; or seconds.</summary>
    /// <exception cref="BenchmarkFailure">The peer is there and failed.</exception>
    public double? Measure()
    {
        var script = Environment.GetEnvironmentVariable(ScriptVariable);
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable(HomeVariable)) || string.IsNullOrEmpty(script))
        {
            return null;
        }

        return _measured ??= Measure(script);
    }

    private double Measure(string script)
    {
        var table = Path.Combine(Path.GetTempPath(), $"flink-peer-{Environment.ProcessId}-{experiment}.csv");
        File.Delete(table);
        try
        {
            return Run(script, table);
        }
        finally
        {
            File.Delete(table);
        }
    }

    /// <summary>Runs the script until it has measured what is asked for: what else belongs to its experiment may take many times as long.</summary>
    private double Run(string script, string table)
    {
        var start = new ProcessStartInfo("python3")
        {
            RedirectStandardOutput = true,
            ArgumentList = { "-c", Interruptible, script, "--only", experiment, "--parallelism", $"{parallelism}", "--runs", WarmRun, "--out", table },
        };
        foreach (var argument in arguments?.Invoke() ?? [])
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start) ?? throw new BenchmarkFailure("python3 could not be started.");
        var output = process.StandardOutput.ReadToEndAsync();
        double? rate;
        while ((rate = Find(table)) is null && !process.WaitForExit(Look))
        {
        }

        // An interrupt while it stops one cluster or starts the next would leave processes behind.
        if (rate is not null && !process.WaitForExit(Grace))
        {
            Interrupt(process);
        }

        process.WaitForExit();
        return rate ?? Find(table) ?? throw new BenchmarkFailure(
            $"{script} --only {experiment} ended with exit code {process.ExitCode} and without the second run of '{variant}':\n{output.GetAwaiter().GetResult()}");
    }

    /// <summary>Ends the script as Ctrl-C does: it stops the cluster that it has started.</summary>
    private static void Interrupt(Process script)
    {
        using var kill = Process.Start("kill", ["-INT", $"{script.Id}"]);
        kill.WaitForExit();
    }

    private double? Find(string table)
    {
        var lines = File.Exists(table) ? File.ReadAllText(table).Split('\n')[..^1] : [];
        if (lines.Length < 2)
        {
            return null;
        }

        var columns = lines[0].TrimEnd('\r').Split(',');
        var (variants, runs, rates) =
            (Array.IndexOf(columns, "variant"), Array.IndexOf(columns, "run"), Array.IndexOf(columns, measuresSeconds ? "seconds" : "events_per_s"));
        foreach (var line in lines.AsSpan(1))
        {
            var cells = line.Split(',');
            if (cells[runs] == WarmRun
                && cells[variants].StartsWith(variant, StringComparison.Ordinal)
                && double.TryParse(cells[rates], CultureInfo.InvariantCulture, out var rate))
            {
                return measuresSeconds ? rate : rate / 1e6;
            }
        }

        return null;
    }
}
