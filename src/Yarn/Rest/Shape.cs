using System.Globalization;
using System.Text.Json;

namespace Flink.Yarn.Rest;

/// <summary>Reads what YARN writes in more than one shape: lists that are missing, null, one object or an array; numbers that are strings; maps as entries.</summary>
internal static class Shape
{
    /// <summary>A property; null when it is missing, null, or this is no object.</summary>
    public static JsonElement? Part(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var part) && part.ValueKind != JsonValueKind.Null ? part : null;

    /// <summary>The elements of a list: none when it is missing or null, one when an object stands for it. What stands several times under one name is one list.</summary>
    public static IReadOnlyList<JsonElement> List(JsonElement? element, string name)
    {
        List<JsonElement> all = [];
        if (element is not { ValueKind: JsonValueKind.Object } parent)
        {
            return all;
        }

        foreach (var property in parent.EnumerateObject().Where(property => property.NameEquals(name)))
        {
            switch (property.Value.ValueKind)
            {
                case JsonValueKind.Null:
                    break;
                case JsonValueKind.Array:
                    all.AddRange(property.Value.EnumerateArray());
                    break;
                default:
                    all.Add(property.Value);
                    break;
            }
        }

        return all;
    }

    /// <summary>A map, whose values are always strings: <c>{"entry": ...}</c> with one entry, an array of them, or "entry" several times.</summary>
    public static IReadOnlyDictionary<string, string> Map(JsonElement element, string name)
    {
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in List(Part(element, name), "entry"))
        {
            if (Text(entry, "key") is { } key)
            {
                map[key] = Text(entry, "value") ?? "";
            }
        }

        return map;
    }

    /// <summary>A text; numbers and truth values as they are written. Null when it is missing.</summary>
    public static string? Text(JsonElement element, string name) => Part(element, name) is { } part
        ? part.ValueKind == JsonValueKind.String ? part.GetString() : part.GetRawText()
        : null;

    /// <summary>A number, also one that is written as a string; the given one when it is missing.</summary>
    public static long Number(JsonElement element, string name, long otherwise = 0) =>
        Text(element, name) is { } text && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? (long)number : otherwise;

    /// <summary>A truth value, also one that is written as a string.</summary>
    public static bool Truth(JsonElement element, string name) => string.Equals(Text(element, name), "true", StringComparison.OrdinalIgnoreCase);

    /// <summary>A time in milliseconds since 1970; null for 0, which stands for "not yet".</summary>
    public static DateTimeOffset? Time(JsonElement element, string name) =>
        Number(element, name) is > 0 and var time ? DateTimeOffset.FromUnixTimeMilliseconds(time) : null;
}
