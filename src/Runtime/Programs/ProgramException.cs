using Flink.Core;

namespace Flink.Runtime.Programs;

/// <summary>A program cannot be loaded or has no entry point. Never retryable: the same folder fails again.</summary>
public sealed class ProgramException : FlinkException
{
    /// <summary>A problem that was seen here.</summary>
    /// <param name="message">Which program, what is wrong with it, and what to do.</param>
    public ProgramException(string message)
        : base(message)
    {
    }

    /// <summary>A problem that the loader of assemblies or the file system reported.</summary>
    /// <param name="message">Which program, what is wrong with it, and what to do.</param>
    /// <param name="inner">What was reported.</param>
    public ProgramException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
