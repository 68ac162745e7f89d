using System.Globalization;

namespace Flink.Core.Configuration;

/// <summary>The place that a configured value came from, for messages that a user can act on.</summary>
/// <param name="Kind">Decides precedence.</param>
/// <param name="Source">The path of the file or the name of the environment variable; empty for the others.</param>
/// <param name="Line">The line in <paramref name="Source"/>, from 1; 0 where there are no lines.</param>
public sealed record ConfigOrigin(ConfigOriginKind Kind, string Source = "", int Line = 0)
{
    /// <summary>Set by the user's program.</summary>
    public static ConfigOrigin Program { get; } = new(ConfigOriginKind.Program);

    /// <summary>Given as <c>-D key=value</c>.</summary>
    public static ConfigOrigin CommandLine { get; } = new(ConfigOriginKind.CommandLine);

    /// <summary>
    /// Such as <c>/opt/flink/conf/config.yaml:12</c>, <c>-D</c> or <c>environment variable FLINK_PROPERTIES, line
    /// 2</c>.
    /// </summary>
    public override string ToString() => Kind switch
    {
        ConfigOriginKind.File => string.Create(CultureInfo.InvariantCulture, $"{Source}:{Line}"),
        ConfigOriginKind.Environment => string.Create(CultureInfo.InvariantCulture, $"environment variable {Source}, line {Line}"),
        ConfigOriginKind.CommandLine => "-D",
        _ => "program",
    };
}
