using System.Collections;
using System.Globalization;

namespace Flink.Core.Closures.Rules;

/// <summary>The comparers of .NET: those that a program can get hold of again.</summary>
internal static class Comparers
{
    private const byte Equality = 0;
    private const byte Order = 1;
    private const byte Culture = 2;
    private const byte Ordinal = 3;
    private const byte OrdinalIgnoreCase = 4;
    private const byte Reference = 5;

    public static object? UnlessDefault<T>(IEqualityComparer<T>? comparer) =>
        ReferenceEquals(comparer, EqualityComparer<T>.Default) ? null : comparer;

    public static object? UnlessDefault<T>(IComparer<T>? comparer) => ReferenceEquals(comparer, Comparer<T>.Default) ? null : comparer;

    /// <summary>Whether objects of a type may be such comparers.</summary>
    public static bool Handles(Type type) =>
        type.Assembly == typeof(object).Assembly && (typeof(IEqualityComparer).IsAssignableFrom(type) || typeof(IComparer).IsAssignableFrom(type))
        && (typeof(StringComparer).IsAssignableFrom(type) || type == typeof(ReferenceEqualityComparer) || Compared(type).Type is not null);

    /// <returns>False when it is none of them.</returns>
    public static bool TryWrite(ClosureWriter writer, object comparer)
    {
        var output = writer.Header;
        if (ReferenceEquals(comparer, ReferenceEqualityComparer.Instance))
        {
            output.Byte(Reference);
            return true;
        }

        // The default comparer of strings is an ordinal one by its behaviour, but another object.
        var (type, isOrder) = Compared(comparer.GetType());
        if (type is not null)
        {
            if (!ReferenceEquals(comparer, Default(type, isOrder)))
            {
                return false;
            }

            output.Byte(isOrder ? Order : Equality);
            output.Count(writer.TypeIndex(type));
            return true;
        }

        if (comparer is not IEqualityComparer<string?> text)
        {
            return false;
        }

        if (StringComparer.IsWellKnownOrdinalComparer(text, out var ignoresCase))
        {
            output.Byte(ignoresCase ? OrdinalIgnoreCase : Ordinal);
            return true;
        }

        if (!StringComparer.IsWellKnownCultureAwareComparer(text, out var compareInfo, out var options))
        {
            return false;
        }

        output.Byte(Culture);
        output.Text(compareInfo.Name);
        output.Count((int)options);
        return true;
    }

    public static object Read(ClosureReader reader)
    {
        var input = reader.Input;
        return input.Byte() switch
        {
            Equality => Default(reader.ReadType(), isOrder: false),
            Order => Default(reader.ReadType(), isOrder: true),
            Culture => StringComparer.Create(CultureInfo.GetCultureInfo(input.Text()), (CompareOptions)input.Number()),
            Ordinal => StringComparer.Ordinal,
            OrdinalIgnoreCase => StringComparer.OrdinalIgnoreCase,
            Reference => ReferenceEqualityComparer.Instance,
            _ => input.Corrupt<object>("a comparer is of an unknown kind"),
        };
    }

    private static (Type? Type, bool IsOrder) Compared(Type comparer)
    {
        for (var level = comparer; level is not null; level = level.BaseType)
        {
            if (level.IsGenericType && level.GetGenericTypeDefinition() is var definition
                && (definition == typeof(EqualityComparer<>) || definition == typeof(Comparer<>)))
            {
                return (level.GetGenericArguments()[0], definition == typeof(Comparer<>));
            }
        }

        return (null, false);
    }

    private static object Default(Type type, bool isOrder) =>
        (isOrder ? typeof(Comparer<>) : typeof(EqualityComparer<>)).MakeGenericType(type).GetProperty("Default")!.GetValue(null)!;
}
