namespace Flink.Core.Configuration;

/// <summary>Where a value was given, in rising order of precedence: a later kind replaces an earlier one.</summary>
public enum ConfigOriginKind
{
    /// <summary>A line of <c>config.yaml</c>.</summary>
    File,

    /// <summary>An environment variable of the process.</summary>
    Environment,

    /// <summary>A <c>-D key=value</c> argument.</summary>
    CommandLine,

    /// <summary>The user's program, through its own configuration.</summary>
    Program,
}
