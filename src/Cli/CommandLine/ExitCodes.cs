namespace Flink.Cli.CommandLine;

/// <summary>What the command ends with. A program's own exit code is passed on.</summary>
internal static class ExitCodes
{
    public const int Success = 0;

    /// <summary>Wrong usage, a program that cannot be run, a job that failed.</summary>
    public const int Failure = 1;

    /// <summary>As shells report an interrupted command.</summary>
    public const int Interrupted = 130;

    public const int Terminated = 143;
}
