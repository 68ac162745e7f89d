using System.Reflection;
using System.Runtime.CompilerServices;
using Flink.Core.Serialization.Formats.Collections;
using Flink.Core.Types;

namespace Flink.Core.Serialization.Formats;

/// <summary>Chooses the format of a type, and says which types have none.</summary>
internal static class FormatRules
{
    /// <summary>More levels than a type has that somebody wrote; fewer than one that unfolds into itself without end.</summary>
    private const int MostLevels = 64;

    private const string Advice =
        "Use text, numbers, dates, tuples, collections, or structs, records and classes of your own that consist of such.";

    /// <summary>The struct that implements <see cref="IRecordFormat{T}"/> for a type that <see cref="Refuse(Type)"/> accepts.</summary>
    public static Type FormatOf(Type type)
    {
        if (Scalars.Find(type) is { } scalar)
        {
            return scalar.Format;
        }

        if (IsBlock(type))
        {
            return typeof(BlockFormat<>).MakeGenericType(type);
        }

        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return typeof(NullableFormat<,>).MakeGenericType(underlying, FormatOf(underlying));
        }

        return CollectionRule.Of(type) is { } rule ? FormatOf(type, rule) : typeof(GeneratedFormat<>).MakeGenericType(type);
    }

    /// <summary>The error for a type that cannot be serialized, or null.</summary>
    public static UnsupportedTypeException? Refuse(Type type) => Refuse(type, type, "", [], 0);

    /// <summary>
    /// Whether the memory of a value is its format. Types whose layout the runtime may choose are not, nor those with gaps, whose
    /// content is arbitrary: equal records would have different bytes.
    /// </summary>
    public static bool IsBlock(Type type)
    {
        if (type.IsEnum)
        {
            return Scalars.Find(Enum.GetUnderlyingType(type)) is { IsInteger: true };
        }

        if (Scalars.Find(type) is { } scalar)
        {
            return scalar.Format.IsGenericType;
        }

        return type is { IsValueType: true, IsPrimitive: false, IsByRefLike: false, IsLayoutSequential: true }
            && !type.ContainsGenericParameters
            && !RecordFields.IsFramework(type) && !RecordFields.HasHiddenElements(type)
            && RecordFields.Of(type) is { Count: > 0 } fields
            && fields.All(field => IsBlock(field.FieldType))
            && fields.Sum(field => SizeOf(field.FieldType)) == SizeOf(type);
    }

    private static Type FormatOf(Type type, CollectionRule rule)
    {
        var element = FormatOf(rule.Element);
        return type.IsArray ? typeof(ArrayFormat<,>).MakeGenericType(rule.Element, element)
            : type.GetGenericTypeDefinition() == typeof(List<>) ? typeof(ListFormat<,>).MakeGenericType(rule.Element, element)
            : typeof(CollectionFormat<,,,>).MakeGenericType(type, rule.Element, element, rule.Shape);
    }

    private static UnsupportedTypeException? Refuse(Type root, Type type, string path, HashSet<Type> seen, int level)
    {
        if (Scalars.Find(type) is not null || !seen.Add(type) || IsBlock(type))
        {
            return null;
        }

        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return Refuse(root, underlying, path, seen, level + 1);
        }

        if (level <= MostLevels && CollectionRule.Of(type) is { } rule)
        {
            return rule.IsSorted && ReasonAgainstOrder(KeyOf(rule)) is { } unordered
                ? new UnsupportedTypeException("be serialized", root, path, type, unordered)
                : Refuse(root, rule.Element, path + "[]", seen, level + 1);
        }

        if (ReasonAgainst(type, seen, level) is { } reason)
        {
            return new UnsupportedTypeException("be serialized", root, path, type, reason);
        }

        foreach (var field in RecordFields.Of(type))
        {
            if (Refuse(root, field.FieldType, RecordFields.Join(path, RecordFields.MemberName(field)), seen, level + 1) is { } error)
            {
                return error;
            }
        }

        return null;
    }

    private static string? ReasonAgainst(Type type, HashSet<Type> seen, int level)
    {
        if (level > MostLevels)
        {
            return $"it is nested more than {MostLevels} levels deep. {Advice}";
        }

        if (type.IsByRefLike || type.IsByRef || type.IsPointer || type.IsFunctionPointer || type.ContainsGenericParameters)
        {
            return $"a pointer, a ref struct or an open generic type has no bytes that mean something elsewhere. {Advice}";
        }

        if (type == typeof(nint) || type == typeof(nuint))
        {
            return "a native integer differs in size between machines. Use long.";
        }

        if (type.IsArray)
        {
            return "arrays of several dimensions are not supported. Use an array of arrays.";
        }

        if (type.IsAssignableTo(typeof(Delegate)) || type.IsAssignableTo(typeof(Type)))
        {
            return $"a delegate or a type is code and not data. {Advice}";
        }

        if (RecordFields.HasHiddenElements(type))
        {
            return $"inline arrays and fixed buffers are not supported. {Advice}";
        }

        return ReasonAgainstFramework(type) ?? (type.IsAbstract ? ReasonAgainstAbstract(type, seen, level) : ReasonAgainstEmpty(type));
    }

    private static string? ReasonAgainstFramework(Type type)
    {
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IEnumerable<>))
        {
            return "an IEnumerable may be lazy or without end. Declare an array, a List or an IReadOnlyList.";
        }

        if (type == typeof(object) || type == typeof(ValueType) || type == typeof(Enum))
        {
            return $"it does not say what to read back. Declare the class itself. {Advice}";
        }

        for (var level = type; level is not null && level != typeof(object) && level != typeof(ValueType); level = level.BaseType)
        {
            if (RecordFields.IsFramework(level) && !IsTuple(level))
            {
                return $"there is no serializer for the framework's '{TypeNames.Display(level)}'. {Advice}";
            }
        }

        return null;
    }

    // One class that can travel is enough: the others are refused when one of their objects is to be written.
    private static string? ReasonAgainstAbstract(Type type, HashSet<Type> seen, int level) =>
        DerivedClasses.CandidatesOf(type).Any(derived => Refuse(derived, derived, "", [.. seen], level + 1) is null)
            ? null
            : "an interface or abstract class needs a class in its own assembly that can be serialized and derives from it. "
                + $"Declare the class itself. {Advice}";

    private static string? ReasonAgainstEmpty(Type type) =>
        type.IsValueType && RecordFields.Of(type).Count == 0 ? $"it has no fields. {Advice}" : null;

    private static string? ReasonAgainstOrder(Type key) =>
        key.IsAssignableTo(typeof(IComparable)) || key.IsAssignableTo(typeof(IComparable<>).MakeGenericType(key))
            || Nullable.GetUnderlyingType(key) is not null
            ? null
            : $"a sorted collection needs elements that are IComparable, and '{TypeNames.Display(key)}' is not. Use an unsorted one.";

    private static Type KeyOf(CollectionRule rule) =>
        rule.Kind == CollectionKind.Map ? rule.Element.GetGenericArguments()[0] : rule.Element;

    private static bool IsTuple(Type type) =>
        type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(KeyValuePair<,>)
            || type.FullName!.StartsWith("System.Tuple`", StringComparison.Ordinal)
            || type.FullName.StartsWith("System.ValueTuple`", StringComparison.Ordinal));

    private static int SizeOf(Type type) => RuntimeHelpers.SizeOf(type.TypeHandle);
}
