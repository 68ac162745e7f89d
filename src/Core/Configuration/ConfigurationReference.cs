using System.Text;

namespace Flink.Core.Configuration;

/// <summary>Writes the reference page of all options, so that the page cannot differ from the code.</summary>
public static class ConfigurationReference
{
    /// <summary>The page in Markdown with line feeds: one chapter and table a group.</summary>
    public static string Render(IEnumerable<OptionGroup> groups)
    {
        ArgumentNullException.ThrowIfNull(groups);
        var page = new StringBuilder();
        page.Append(
            """
            # Configuration

            Values come, in falling precedence, from the program, `-D key=value` arguments, the environment variable `FLINK_PROPERTIES`
            (lines of `key: value`), and `config.yaml` in `--configDir`, `FLINK_CONF_DIR` or `FLINK_HOME/conf`.
            Nested YAML and dotted keys are equal. An unknown key gives a warning with the nearest known one; an invalid value is refused.

            | Type | Form |
            |---|---|
            | Duration | `100 ms`, `10 s`, `5 min`, `1 h`, `3 d`, `PT10S`; a bare number is milliseconds |
            | MemorySize | `256b`, `32kb`, `64 mb`, `1 gb`; a bare number is bytes |
            | List | a YAML list, or `a;b;c`; quotes around a part protect a `;` |
            | Map | a YAML map, keys below the option's key, or `k1:v1,k2:v2` |

            The last column says whether this engine honours the option already. Setting one that it does not honour gives a warning.
            `<name>` in a key stands for a name of your choice.

            """.ReplaceLineEndings("\n"));
        foreach (var group in groups)
        {
            AppendGroup(page, group);
        }

        return page.ToString();
    }

    private static void AppendGroup(StringBuilder page, OptionGroup group)
    {
        page.Append($"\n## {group.Title}\n\n| Key | Default | Type | Meaning | Honoured |\n|---|---|---|---|---|\n");
        foreach (var option in group.Options)
        {
            AppendRow(page, option.Key, DescribeDefault(option), option.TypeName, Describe(option), option.IsSupported);
        }

        foreach (var prefix in group.Prefixes)
        {
            AppendRow(page, prefix.Prefix + "*", "(none)", "String", prefix.Description, prefix.IsSupported);
        }
    }

    private static void AppendRow(StringBuilder page, string key, string shownDefault, string type, string meaning, bool supported)
    {
        var honoured = supported ? "yes" : "not yet";
        var shownType = Cell(type).Replace("<", "&lt;", StringComparison.Ordinal);
        page.Append($"| `{Cell(key)}` | {Cell(shownDefault)} | {shownType} | {Cell(meaning)} | {honoured} |\n");
    }

    private static string DescribeDefault(ConfigOption option) => option.DefaultText switch
    {
        null => "(none)",
        var words when option.HasDerivedDefault => $"({words})",
        var text => $"`{text}`",
    };

    private static string Describe(ConfigOption option)
    {
        var meaning = option.Description;
        if (option.TypeName == "Enum")
        {
            meaning += $" Expected: {option.Expected}.";
        }

        if (option.FallbackKeys.Count > 0)
        {
            meaning += $" If not set: {Codes(option.FallbackKeys)}.";
        }

        return option.DeprecatedKeys.Count > 0 ? $"{meaning} Older names: {Codes(option.DeprecatedKeys)}." : meaning;
    }

    private static string Codes(IEnumerable<string> keys) => string.Join(", ", keys.Select(key => $"`{key}`"));

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
