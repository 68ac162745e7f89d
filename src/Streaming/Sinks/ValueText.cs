using System.Globalization;
using Flink.Core.Types;

namespace Flink.Streaming.Sinks;

/// <summary>The text of single values, without a box where the framework allows it.</summary>
internal static class ValueText<T>
{
    /// <summary>Appends a value that implements <see cref="IUtf8SpanFormattable"/>.</summary>
    public static void Append(T value, EncodeBuffer output, string format = "")
    {
        int written;
        for (var room = 64; !((IUtf8SpanFormattable)value!).TryFormat(output.GetSpan(room), out written, format, CultureInfo.InvariantCulture); room *= 2)
        {
        }

        output.Advance(written);
    }
}

/// <summary>Which values have a text of their own, and how it looks in CSV.</summary>
internal static class ValueText
{
    /// <summary>Whether a type can be a column.</summary>
    public static bool IsScalar(Type type)
    {
        var value = Nullable.GetUnderlyingType(type) ?? type;
        return value == typeof(string) || value == typeof(Utf8String) || value == typeof(bool) || value.IsEnum
            || (value.Assembly == typeof(int).Assembly && typeof(IUtf8SpanFormattable).IsAssignableFrom(value));
    }

    /// <summary>Appends a column's value: nothing for null, true and false, dates and times as ISO 8601.</summary>
    public static void AppendColumn<TValue>(TValue value, EncodeBuffer output)
    {
        switch (value)
        {
            case null:
                break;
            case Utf8String utf8:
                output.Append(utf8.Span);
                break;
            case string text:
                output.Append(text);
                break;
            case bool truth:
                output.Append(truth ? "true"u8 : "false"u8);
                break;
            case DateTime or DateTimeOffset or DateOnly or TimeOnly:
                ValueText<TValue>.Append(value, output, "O");
                break;
            case IUtf8SpanFormattable:
                ValueText<TValue>.Append(value, output);
                break;
            default:
                output.Append(value.ToString());
                break;
        }
    }
}
