using YamlDotNet.Core;

namespace Flink.Runtime.Configuration;

/// <summary>The parser's reason in its own words, as long as these words cannot come from the file.</summary>
internal static class YamlProblem
{
    private const int ShortestSecret = 4;

    private static readonly char[] _separators = [' ', '\t', '\r', '\n', ':', '"', '\'', '=', ',', '[', ']', '{', '}'];

    /// <summary>
    /// A clause in brackets, or nothing when a word of the file occurs in the reason: it might be a secret.
    /// </summary>
    public static string Describe(YamlException exception, string text)
    {
        var words = text.Split(_separators, StringSplitOptions.RemoveEmptyEntries);
        var quotesFile = words.Any(word => word.Length >= ShortestSecret && exception.Message.Contains(word, StringComparison.Ordinal));
        return quotesFile ? "" : $" ({exception.Message.TrimEnd('.')})";
    }
}
