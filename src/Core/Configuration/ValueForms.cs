using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Flink.Core.Configuration;

/// <summary>The value forms of Flink's configuration, all independent of the machine's culture.</summary>
public static class ValueForms
{
    private const char ListDelimiter = ';';

    /// <summary>Any text, taken as it is.</summary>
    public static ValueForm<string> String { get; } = new("String", "text", ReadText, text => text);

    /// <summary>A 32-bit integer.</summary>
    public static ValueForm<int> Int { get; } = new(
        "Integer",
        "an integer",
        (string text, out int value) => int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out value),
        value => value.ToString(CultureInfo.InvariantCulture));

    /// <summary>A 64-bit integer.</summary>
    public static ValueForm<long> Long { get; } = new(
        "Long",
        "an integer",
        (string text, out long value) => long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out value),
        value => value.ToString(CultureInfo.InvariantCulture));

    /// <summary>A finite number with a decimal point.</summary>
    public static ValueForm<double> Double { get; } = new(
        "Double",
        "a number such as 0.5",
        (string text, out double value) =>
            double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value),
        WriteDouble);

    /// <summary><c>true</c> or <c>false</c>, nothing else, whatever the case.</summary>
    public static ValueForm<bool> Bool { get; } = new(
        "Boolean",
        "true or false",
        (string text, out bool value) => bool.TryParse(text, out value),
        value => value ? "true" : "false");

    /// <summary>A duration in the forms of <see cref="DurationText"/>.</summary>
    public static ValueForm<TimeSpan> Duration { get; } = new(
        "Duration",
        "a duration such as 100 ms, 10 s, 5 min, 1 h, 3 d or PT10S (a bare number is milliseconds)",
        (string text, out TimeSpan value) => DurationText.TryParse(text, out value),
        DurationText.Format);

    /// <summary>An amount of memory in the forms of <see cref="MemorySize"/>.</summary>
    public static ValueForm<MemorySize> Memory { get; } = new(
        "MemorySize",
        "a memory size such as 32kb, 64 mb, 1728m or 1 gb (a bare number is bytes)",
        (string text, out MemorySize value) => MemorySize.TryParse(text, out value),
        size => size.ToString());

    /// <summary>A list of texts: <c>a;b;c</c> in the flat form.</summary>
    public static ValueForm<IReadOnlyList<string>> StringList { get; } = new(
        "List<String>",
        "a list such as a;b;c",
        ReadList,
        list => DelimitedText.Join(list, ListDelimiter));

    /// <summary>A map of texts: <c>k1:v1,k2:v2</c> in the flat form.</summary>
    public static ValueForm<IReadOnlyDictionary<string, string>> Map { get; } = new(
        "Map",
        "a map such as k1:v1,k2:v2 with each key once",
        (string text, [MaybeNullWhen(false)] out IReadOnlyDictionary<string, string> value) => MapText.TryRead(text, out value),
        MapText.Write);

    /// <summary>A list of maps: <c>k1:v1,k2:v2;k1:v3</c> in the flat form.</summary>
    public static ValueForm<IReadOnlyList<IReadOnlyDictionary<string, string>>> MapList { get; } = new(
        "List<Map>",
        "a list of maps such as k1:v1,k2:v2;k1:v3",
        ReadMapList,
        list => DelimitedText.Join(list.Select(MapText.Write), ListDelimiter));

    /// <summary>One or more ports to try, such as <c>50100-50200,50300</c>; 0 lets the system choose.</summary>
    public static ValueForm<string> PortRange { get; } =
        String.Where(PortRangeText.IsValid, "a port or ports from 0 to 65535 such as 0, 50100 or 50100-50200,50300");

    /// <summary>
    /// One name of an enum, in Flink's spelling (<c>EXACTLY_ONCE</c>); case, <c>_</c> and <c>-</c> do not matter.
    /// </summary>
    public static ValueForm<T> Enum<T>()
        where T : struct, Enum
    {
        // Names only: dictionaries of each enum's values would be compiled anew for each, by every process that starts.
        var names = Array.ConvertAll(System.Enum.GetNames<T>(), UpperSnake);
        return new ValueForm<T>(
            "Enum",
            $"one of {string.Join(", ", names)}",
            (string text, out T value) =>
            {
                var found = FindName(names, text);
                value = found < 0 ? default : System.Enum.Parse<T>(System.Enum.GetNames<T>()[found]);
                return found >= 0;
            },
            value => UpperSnake(value.ToString()));
    }

    /// <summary>One of the given words, whose case does not matter; the value read has the given spelling.</summary>
    public static ValueForm<string> Choice(params IReadOnlyList<string> words)
    {
        string[] names = [.. words];
        return new ValueForm<string>(
            "Enum",
            $"one of {string.Join(", ", words)}",
            (string text, [MaybeNullWhen(false)] out string value) =>
            {
                var found = FindName(names, text);
                value = found < 0 ? null : names[found];
                return found >= 0;
            },
            word => word);
    }

    private static bool ReadText(string text, [MaybeNullWhen(false)] out string value)
    {
        value = text;
        return true;
    }

    private static string WriteDouble(double value)
    {
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        return text.AsSpan().ContainsAny('.', 'E') ? text : text + ".0";
    }

    private static bool ReadList(string text, [MaybeNullWhen(false)] out IReadOnlyList<string> value)
    {
        try
        {
            value = DelimitedText.Split(text, ListDelimiter);
            return true;
        }
        catch (FormatException)
        {
            value = null;
            return false;
        }
    }

    private static bool ReadMapList(string text, [MaybeNullWhen(false)] out IReadOnlyList<IReadOnlyDictionary<string, string>> value)
    {
        value = null;
        if (!ReadList(text, out var parts))
        {
            return false;
        }

        List<IReadOnlyDictionary<string, string>> maps = [];
        foreach (var part in parts)
        {
            if (!MapText.TryRead(part, out var map))
            {
                return false;
            }

            maps.Add(map);
        }

        value = maps;
        return true;
    }

    private static int FindName(string[] names, string text)
    {
        var wanted = Bare(text);
        return Array.FindIndex(names, name => string.Equals(Bare(name), wanted, StringComparison.OrdinalIgnoreCase));
    }

    private static string Bare(string name) =>
        name.Trim().Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal);

    private static string UpperSnake(string name)
    {
        var words = new StringBuilder(name.Length + 4);
        foreach (var letter in name)
        {
            if (words.Length > 0 && char.IsUpper(letter))
            {
                words.Append('_');
            }

            words.Append(char.ToUpperInvariant(letter));
        }

        return words.ToString();
    }
}
