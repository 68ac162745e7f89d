using System.Diagnostics.CodeAnalysis;

namespace Flink.Core.Configuration;

/// <summary>
/// The flat form of maps, <c>k1:v1,k2:v2</c>: the first colon of an entry divides it, quotes protect commas and
/// colons.
/// </summary>
public static class MapText
{
    private const char EntryDelimiter = ',';
    private const char KeyDelimiter = ':';

    /// <summary>
    /// Reads a map in the order of its text; false for an entry without a colon, an empty key, a key given twice or
    /// a quote left open.
    /// </summary>
    public static bool TryRead(string text, [MaybeNullWhen(false)] out IReadOnlyDictionary<string, string> map)
    {
        map = null;
        Dictionary<string, string> entries = new(StringComparer.Ordinal);
        try
        {
            foreach (var entry in DelimitedText.Split(text, EntryDelimiter))
            {
                if (!TryReadEntry(entry, out var key, out var value) || !entries.TryAdd(key, value))
                {
                    return false;
                }
            }
        }
        catch (FormatException)
        {
            return false;
        }

        map = entries;
        return true;
    }

    /// <summary>
    /// One text from which <see cref="TryRead"/> gives an equal map; entries in ordinal order of their keys.
    /// </summary>
    public static string Write(IReadOnlyDictionary<string, string> map)
    {
        ArgumentNullException.ThrowIfNull(map);
        var entries = map.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{QuoteKey(pair.Key)}{KeyDelimiter}{pair.Value}");
        return DelimitedText.Join(entries, EntryDelimiter);
    }

    private static bool TryReadEntry(string entry, out string key, out string value)
    {
        (key, value) = ("", "");
        var start = entry.StartsWith('\'') ? FindClosingQuote(entry) + 1 : 0;
        var colon = entry.IndexOf(KeyDelimiter, start);
        if (colon <= 0 || (start > 0 && colon != start))
        {
            return false;
        }

        key = start > 0 ? entry[1..(start - 1)].Replace("''", "'", StringComparison.Ordinal) : entry[..colon].Trim();
        value = entry[(colon + 1)..].Trim();
        return key.Length > 0;
    }

    private static string QuoteKey(string key) =>
        key.Contains(KeyDelimiter, StringComparison.Ordinal) || key.StartsWith('\'')
            ? $"'{key.Replace("'", "''", StringComparison.Ordinal)}'"
            : key;

    private static int FindClosingQuote(string entry)
    {
        for (var i = 1; i < entry.Length; i++)
        {
            if (entry[i] != '\'')
            {
                continue;
            }

            if (i + 1 == entry.Length || entry[i + 1] != '\'')
            {
                return i;
            }

            i++;
        }

        return -1;
    }
}
