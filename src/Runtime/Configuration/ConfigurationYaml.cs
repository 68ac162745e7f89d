using System.Globalization;
using System.Text;
using Flink.Core.Configuration;

namespace Flink.Runtime.Configuration;

/// <summary>Writes a configuration as a file that other processes of the cluster read with the same values.</summary>
public static class ConfigurationYaml
{
    /// <summary>One <c>"key": "value"</c> line for each entry, in ordinal order, with line feeds.</summary>
    /// <remarks>Secrets are written as they are: the file must be readable by its owner only.</remarks>
    public static string Write(FlinkConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var yaml = new StringBuilder();
        foreach (var (key, entry) in configuration.Entries)
        {
            AppendQuoted(yaml, key);
            yaml.Append(": ");
            AppendQuoted(yaml, entry.Value);
            yaml.Append('\n');
        }

        return yaml.ToString();
    }

    private static void AppendQuoted(StringBuilder yaml, string text)
    {
        yaml.Append('"');
        foreach (var letter in text)
        {
            if (letter is '"' or '\\')
            {
                yaml.Append('\\').Append(letter);
            }
            else if (char.IsControl(letter) || letter is '\u2028' or '\u2029' or '\uFEFF')
            {
                yaml.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:X4}");
            }
            else
            {
                yaml.Append(letter);
            }
        }

        yaml.Append('"');
    }
}
