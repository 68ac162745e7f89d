using Flink.Core.Configuration;

namespace Flink.Runtime.Configuration;

/// <summary>Lists and maps in YAML's flow form, <c>[a, b]</c> and <c>{k: v}</c>, as values of <c>-D</c>.</summary>
internal static class FlowText
{
    private const string Key = "v";

    /// <summary>
    /// The flat form of such a value; the text itself when it has not the flow form or cannot be read as one.
    /// </summary>
    public static string ToFlat(string value)
    {
        var trimmed = value.Trim();
        var isFlow = trimmed is ['[', .., ']'] or ['{', .., '}'];
        if (!isFlow)
        {
            return value;
        }

        List<ConfigurationError> errors = [];
        var reader = new YamlReader(_ => ConfigOrigin.CommandLine, errors);
        reader.Read($"{Key}: {trimmed}");
        if (errors.Count > 0)
        {
            return value;
        }

        return trimmed[0] == '['
            ? reader.Entries.Single().Value.Value
            : MapText.Write(reader.Entries.ToDictionary(pair => pair.Key[(Key.Length + 1)..], pair => pair.Value.Value));
    }
}
