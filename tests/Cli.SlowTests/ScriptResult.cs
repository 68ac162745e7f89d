namespace Flink.Cli.SlowTests;

/// <summary>How a script ended and what it wrote.</summary>
public sealed record ScriptResult(int ExitCode, string Output, string Error)
{
    public string[] Lines => Output.TrimEnd('\n').Split('\n');
}
