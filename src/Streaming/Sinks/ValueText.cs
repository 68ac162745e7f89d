using System.Reflection;
using Flink.Core.Types;

namespace Flink.Streaming.Sinks;

/// <summary>How the values of a type are written as text, chosen once a type, so that no value is boxed or looked at twice.</summary>
internal static class ValueText<T>
{
    /// <summary>As a line of text.</summary>
    public static readonly Appender Text = (Appender)ValueText.Choose(typeof(T), typeof(Appender), asColumn: false);

    /// <summary>As a column of CSV: nothing for null, true and false, dates and times as ISO 8601.</summary>
    public static readonly Appender Column = (Appender)ValueText.Choose(typeof(T), typeof(Appender), asColumn: true);

    public delegate void Appender(in T value, EncodeBuffer output);
}

/// <summary>The ways in which values are written.</summary>
internal static class ValueText
{
    private const string RoundTrip = "O";

    private static readonly Type[] _timeTypes = [typeof(DateTime), typeof(DateTimeOffset), typeof(DateOnly), typeof(TimeOnly)];

    /// <summary>Whether a type can be a column.</summary>
    public static bool IsScalar(Type type)
    {
        var value = Nullable.GetUnderlyingType(type) ?? type;
        return value == typeof(string) || value == typeof(Utf8String) || value == typeof(bool) || value.IsEnum
            || (value.Assembly == typeof(int).Assembly && typeof(IUtf8SpanFormattable).IsAssignableFrom(value));
    }

    public static Delegate Choose(Type type, Type appender, bool asColumn)
    {
        var (name, argument) = type switch
        {
            _ when type == typeof(Utf8String) => (nameof(AppendUtf8), null),
            _ when type == typeof(bool) && asColumn => (nameof(AppendTruth), null),
            _ when !type.IsValueType => (nameof(AppendObject), type),
            _ when Nullable.GetUnderlyingType(type) is { } value => (asColumn ? nameof(AppendColumnNullable) : nameof(AppendNullable), value),
            _ when asColumn && Array.IndexOf(_timeTypes, type) >= 0 => (nameof(AppendTime), type),
            _ when typeof(IUtf8SpanFormattable).IsAssignableFrom(type) => (nameof(AppendFormattable), type),
            _ => (nameof(AppendStruct), type),
        };
        var method = typeof(ValueText).GetMethod(name, BindingFlags.Static | BindingFlags.NonPublic)!;
        return (argument is null ? method : method.MakeGenericMethod(argument)).CreateDelegate(appender);
    }

    private static void AppendUtf8(in Utf8String value, EncodeBuffer output) => output.Append(value.Span);

    private static void AppendTruth(in bool value, EncodeBuffer output) => output.Append(value ? "true"u8 : "false"u8);

    private static void AppendFormattable<TValue>(in TValue value, EncodeBuffer output)
        where TValue : IUtf8SpanFormattable => output.AppendFormatted(value);

    private static void AppendTime<TValue>(in TValue value, EncodeBuffer output)
        where TValue : IUtf8SpanFormattable => output.AppendFormatted(value, RoundTrip);

    private static void AppendNullable<TValue>(in TValue? value, EncodeBuffer output)
        where TValue : struct
    {
        if (value is { } present)
        {
            ValueText<TValue>.Text(in present, output);
        }
    }

    private static void AppendColumnNullable<TValue>(in TValue? value, EncodeBuffer output)
        where TValue : struct
    {
        if (value is { } present)
        {
            ValueText<TValue>.Column(in present, output);
        }
    }

    private static void AppendStruct<TValue>(in TValue value, EncodeBuffer output)
        where TValue : struct => output.Append(value.ToString());

    private static void AppendObject<TValue>(in TValue value, EncodeBuffer output)
        where TValue : class => AppendReference(value, output);

    private static void AppendReference(object? value, EncodeBuffer output)
    {
        if (value is IUtf8SpanFormattable formattable)
        {
            output.AppendFormatted(formattable);
        }
        else
        {
            output.Append(value as string ?? value?.ToString());
        }
    }
}
