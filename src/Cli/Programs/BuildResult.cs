using System.Text.Json;
using Flink.Cli.CommandLine;

namespace Flink.Cli.Programs;

/// <summary>Reads what a build printed.</summary>
internal static class BuildResult
{
    private const int ErrorsShown = 5;

    /// <summary>The path of the assembly, from the JSON of the properties that were asked for.</summary>
    public static string TargetOf(string output, string project)
    {
        var begin = output.IndexOf('{', StringComparison.Ordinal);
        if (begin < 0)
        {
            throw new CliException($"{project} was built, but the build did not say what it made: {output.Trim()}");
        }

        using var json = JsonDocument.Parse(output[begin..]);
        var properties = json.RootElement.GetProperty("Properties");
        return properties.GetProperty("TargetPath").GetString() is { Length: > 0 } path && File.Exists(path)
            ? path
            : throw new CliException($"{project} was built, but makes no assembly");
    }

    /// <summary>The first errors, each once, in one line.</summary>
    public static string ErrorsOf(string output)
    {
        var errors = output.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Where(line => line.Contains(" error ", StringComparison.Ordinal) || line.Contains("error:", StringComparison.OrdinalIgnoreCase))
            .Distinct()
            .ToArray();
        var shown = string.Join("; ", errors.Take(ErrorsShown));
        return errors.Length switch
        {
            0 => string.Join("; ", output.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).TakeLast(ErrorsShown)),
            > ErrorsShown => $"{shown}; and {errors.Length - ErrorsShown} more",
            _ => shown,
        };
    }
}
