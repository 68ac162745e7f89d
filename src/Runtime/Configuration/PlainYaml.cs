namespace Flink.Runtime.Configuration;

/// <summary>
/// The part of YAML that configuration files consist of: lines of <c>key: value</c>, nested by blanks, with comments between them. Whatever
/// looks like more is left to the whole parser.
/// </summary>
/// <remarks>
/// Every process of a cluster reads its configuration before it does anything else, and the whole parser with its compiled expressions takes 25 ms of
/// processor time when it is first used. Of a text that is read here it gives the same keys, values and lines (a property test compares them); a text with any
/// error is not read here.
/// </remarks>
internal ref struct PlainYaml
{
    private readonly List<PlainYamlLine> _lines = [];
    private readonly HashSet<string> _keys = new(StringComparer.Ordinal);
    private readonly Stack<string> _prefixes = new();
    private readonly List<int> _indents = [0];
    private string _prefix = "";
    private string? _open;

    private PlainYaml(int capacity) => _lines.EnsureCapacity(capacity);

    /// <summary>Reads a text.</summary>
    /// <returns>Its keys in order; null when it is not of the plain kind.</returns>
    public static List<PlainYamlLine>? Read(string text)
    {
        var reader = new PlainYaml(32);
        var rest = text.AsSpan();
        for (var number = 1; ; number++)
        {
            var end = rest.IndexOf('\n');
            if (!reader.ReadLine(end < 0 ? rest : rest[..end], number))
            {
                return null;
            }

            if (end < 0)
            {
                return reader._lines.Count > 0 ? reader._lines : null;
            }

            rest = rest[(end + 1)..];
        }
    }

    private bool ReadLine(ReadOnlySpan<char> line, int number)
    {
        var indent = line.IndexOfAnyExcept(' ');
        if (indent < 0 || line[indent] == '#')
        {
            return true;
        }

        var text = line[indent..].TrimEnd(' ');
        if (!Enter(indent) || !TryKey(ref text, out var name))
        {
            return false;
        }

        var key = _prefix + name;
        string? value = null;
        if (!text.IsEmpty && !TryValue(text, out value))
        {
            return false;
        }

        // Until a deeper line comes, a key without a value is one that is not set.
        _open = text.IsEmpty ? key : null;
        _lines.Add(new PlainYamlLine(key, value, number));
        return _keys.Add(key);
    }

    private bool Enter(int indent)
    {
        if (indent > _indents[^1])
        {
            if (_open is null)
            {
                return false;
            }

            _lines.RemoveAt(_lines.Count - 1);
            _indents.Add(indent);
            _prefixes.Push(_prefix);
            _prefix = _open + ".";
            return true;
        }

        while (indent < _indents[^1])
        {
            _indents.RemoveAt(_indents.Count - 1);
            _prefix = _prefixes.Pop();
        }

        return indent == _indents[^1];
    }

    private static bool TryKey(ref ReadOnlySpan<char> text, out string key)
    {
        key = "";
        var length = 0;
        if (text[0] == '"')
        {
            length = text[1..].IndexOf('"') + 2;
            if (length < 3 || !IsSimple(text[1..(length - 1)], quoted: true))
            {
                return false;
            }

            key = text[1..(length - 1)].ToString();
        }
        else
        {
            while (length < text.Length && (char.IsAsciiLetterOrDigit(text[length]) || (length > 0 && text[length] is '.' or '-' or '_')))
            {
                length++;
            }

            key = text[..length].ToString();
        }

        if (key.Length == 0 || string.IsNullOrWhiteSpace(key) || length >= text.Length || text[length] != ':')
        {
            return false;
        }

        text = text[(length + 1)..];
        var isApart = text.IsEmpty || text[0] == ' ';
        text = text.TrimStart(' ');
        return isApart && (text.IsEmpty || text[0] != '#');
    }

    private static bool TryValue(ReadOnlySpan<char> text, out string? value)
    {
        if (text[0] == '"')
        {
            value = text.Length > 1 && text[^1] == '"' ? text[1..^1].ToString() : null;
            return value is not null && IsSimple(value, quoted: true);
        }

        // An own spelling of nothing.
        value = text is "~" or "null" or "Null" or "NULL" ? null : text.ToString();
        return (char.IsAsciiLetterOrDigit(text[0]) || text[0] is '/' or '.' or '~') && IsSimple(text, quoted: false);
    }

    private static bool IsSimple(ReadOnlySpan<char> text, bool quoted)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var letter = text[i];
            var allowed = char.IsAsciiLetterOrDigit(letter)
                || letter is ' ' or '/' or '.' or '_' or '-' or '+' or '=' or ',' or ';' or '%' or '@' or '(' or ')' or '~'
                || (letter == ':' && (quoted || (i + 1 < text.Length && text[i + 1] != ' ')))
                || (quoted && letter is '#' or '<' or '>' or '[' or ']' or '{' or '}' or '*' or '&' or '!' or '|' or '\'' or '$');
            if (!allowed)
            {
                return false;
            }
        }

        return true;
    }
}
