using System.Text;

namespace Flink.Core.Configuration;

/// <summary>
/// Text split at a delimiter, where a part in single or double quotes may hold the delimiter and a doubled quote
/// stands for itself.
/// </summary>
/// <remarks>
/// The flat form of lists (delimiter <c>;</c>) and maps (<c>,</c> between entries, <c>:</c> inside one), as Flink
/// documents it.
/// </remarks>
public static class DelimitedText
{
    /// <summary>The parts of <paramref name="text"/>, trimmed and unquoted; empty text has no parts.</summary>
    /// <exception cref="FormatException">A quote is not closed, or text follows a closing quote.</exception>
    public static IReadOnlyList<string> Split(string text, char delimiter)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (string.IsNullOrWhiteSpace(text))
        {
            return [];
        }

        List<string> parts = [];
        var position = 0;
        while (true)
        {
            parts.Add(ReadPart(text, delimiter, ref position));
            if (position >= text.Length)
            {
                return parts;
            }

            position++;
        }
    }

    /// <summary>One text from which <see cref="Split"/> gives the same parts again.</summary>
    /// <remarks>A sole empty part is written as two quotes, so that it differs from no parts.</remarks>
    public static string Join(IEnumerable<string> parts, char delimiter)
    {
        ArgumentNullException.ThrowIfNull(parts);
        return string.Join(delimiter, parts.Select(part => Quote(part, delimiter)));
    }

    private static string Quote(string part, char delimiter)
    {
        var plain = part.Length > 0
            && !part.Contains(delimiter, StringComparison.Ordinal)
            && part[0] is not ('\'' or '"')
            && !char.IsWhiteSpace(part[0])
            && !char.IsWhiteSpace(part[^1]);
        return plain ? part : $"'{part.Replace("'", "''", StringComparison.Ordinal)}'";
    }

    private static string ReadPart(string text, char delimiter, ref int position)
    {
        while (position < text.Length && char.IsWhiteSpace(text[position]))
        {
            position++;
        }

        if (position < text.Length && text[position] is ('\'' or '"'))
        {
            return ReadQuoted(text, delimiter, ref position);
        }

        var end = text.IndexOf(delimiter, position);
        end = end < 0 ? text.Length : end;
        var part = text[position..end].TrimEnd();
        position = end;
        return part;
    }

    private static string ReadQuoted(string text, char delimiter, ref int position)
    {
        var quote = text[position++];
        var part = new StringBuilder();
        while (position < text.Length)
        {
            if (text[position] != quote)
            {
                part.Append(text[position++]);
            }
            else if (position + 1 < text.Length && text[position + 1] == quote)
            {
                part.Append(quote);
                position += 2;
            }
            else
            {
                position++;
                SkipToDelimiter(text, delimiter, ref position);
                return part.ToString();
            }
        }

        throw new FormatException("a quote is not closed");
    }

    private static void SkipToDelimiter(string text, char delimiter, ref int position)
    {
        while (position < text.Length && text[position] != delimiter)
        {
            if (!char.IsWhiteSpace(text[position++]))
            {
                throw new FormatException("text follows a closing quote");
            }
        }
    }
}
