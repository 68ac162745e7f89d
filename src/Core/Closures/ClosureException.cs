namespace Flink.Core.Closures;

/// <summary>A function cannot travel to where it is to run, or what travelled cannot be put together there.</summary>
/// <remarks>Raised where a job is submitted, before anything has run, and where a task begins. Running the same thing again fails again.</remarks>
public sealed class ClosureException : FlinkException
{
    /// <summary>Something that travelled cannot be put together.</summary>
    /// <param name="message">What, why, and what to do.</param>
    /// <param name="inner">The cause; null when there is none.</param>
    public ClosureException(string message, Exception? inner = null)
        : base(message, inner!)
    {
    }

    internal ClosureException(string message, string path, Type culprit, SourceLocation? location)
        : base(message)
    {
        Path = path;
        Culprit = culprit;
        File = location?.File;
        Line = location?.Line;
    }

    /// <summary>The way from the function to what cannot travel: captured variables, fields, elements. Empty when nothing was to be sent.</summary>
    public string Path { get; } = "";

    /// <summary>The type of what cannot travel; null when nothing was to be sent.</summary>
    public Type? Culprit { get; }

    /// <summary>The source file of the function; null when its assembly has no symbols.</summary>
    public string? File { get; }

    /// <summary>The line in <see cref="File"/> where the function begins.</summary>
    public int? Line { get; }
}
