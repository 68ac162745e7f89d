namespace Flink.Cli.Processes;

/// <summary>What processes of a cluster end with, as Apache Flink's do.</summary>
internal static class ProcessExit
{
    public const int Success = 0;

    /// <summary>It could not start.</summary>
    public const int Startup = 1;

    /// <summary>A fatal error while it ran.</summary>
    public const int Runtime = 2;

    /// <summary>The application has failed (1443, of which a shell sees the low byte).</summary>
    public const int ApplicationFailed = 163;

    /// <summary>Not an end: the process executes itself anew.</summary>
    public const int Recycle = -1;

    /// <summary>An exception that nobody caught (-17).</summary>
    public const int Uncaught = 239;
}
