namespace Flink.Cli.Tests;

/// <summary>How a command ended and what it wrote.</summary>
public sealed record FlinkResult(int ExitCode, string Output, string Error)
{
    /// <summary>Standard error as lines, without the one that says where an embedded program runs, and what the watchdog says of a machine that is too busy.</summary>
    public string[] ErrorLines =>
    [
        .. Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line =>
            !line.StartsWith("flink: no target is configured", StringComparison.Ordinal) && !line.Contains("without yielding", StringComparison.Ordinal)),
    ];

    public string[] OutputLines => Output.TrimEnd('\n').Split('\n');

    /// <summary>Failed with exactly one line on standard error and nothing on standard output.</summary>
    public string OnlyError()
    {
        Assert.Equal(1, ExitCode);
        Assert.Equal("", Output);
        return Assert.Single(ErrorLines);
    }
}
