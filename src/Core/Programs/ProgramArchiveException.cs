namespace Flink.Core.Programs;

/// <summary>A zip is no program, or none that may be unpacked. Never retryable: the same zip fails again.</summary>
public sealed class ProgramArchiveException : FlinkException
{
    /// <summary>A problem that was seen here.</summary>
    /// <param name="message">Which zip, what is wrong with it, and what to do.</param>
    public ProgramArchiveException(string message)
        : base(message)
    {
    }

    /// <summary>A problem that reading the zip showed.</summary>
    /// <param name="message">Which zip, what is wrong with it, and what to do.</param>
    /// <param name="inner">What was reported.</param>
    public ProgramArchiveException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
