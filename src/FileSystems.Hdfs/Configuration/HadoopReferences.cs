using System.Text.RegularExpressions;

namespace Flink.FileSystems.Hdfs.Configuration;

/// <summary>References in values of Hadoop's configuration, resolved as Hadoop does. The plug-in <c>yarn</c> is compiled with this file too.</summary>
internal static partial class HadoopReferences
{
    private const string UserVariable = "HADOOP_USER_NAME";
    private const int Deepest = 20;

    /// <summary>The user that Hadoop is to believe us to be.</summary>
    public static string User(Func<string, string?> environment) => environment(UserVariable) is { Length: > 0 } name ? name : Environment.UserName;

    /// <summary>A value with its <c>${references}</c> to other keys, to the environment and to the user's name resolved. What cannot be resolved stays as it is written.</summary>
    /// <param name="value">As it is written.</param>
    /// <param name="values">Other values, as they are written; null for one that is missing.</param>
    /// <param name="environment">Variables of the environment.</param>
    public static string Expand(string value, Func<string, string?> values, Func<string, string?> environment) => Expand(value, values, environment, 0);

    private static string Expand(string value, Func<string, string?> values, Func<string, string?> environment, int depth) =>
        depth == Deepest || !value.Contains("${", StringComparison.Ordinal)
            ? value
            : Reference().Replace(value, match => Resolve(match.Groups[1].Value, values, environment) is { } text ? Expand(text, values, environment, depth + 1) : match.Value);

    private static string? Resolve(string name, Func<string, string?> values, Func<string, string?> environment)
    {
        if (EnvironmentReference().Match(name) is { Success: true } match)
        {
            return environment(match.Groups[1].Value) is { Length: > 0 } set ? set : match.Groups[2].Success ? match.Groups[2].Value : null;
        }

        return name == "user.name" ? User(environment) : values(name)?.Trim();
    }

    [GeneratedRegex(@"\$\{([^}$\s]+)\}")]
    private static partial Regex Reference();

    [GeneratedRegex("^env[.]([A-Za-z0-9_]+)(?::?-(.*))?$")]
    private static partial Regex EnvironmentReference();
}
