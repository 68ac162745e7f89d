using System.Reflection;
using System.Runtime.CompilerServices;
using Flink.Core.Types;

namespace Flink.Core.Serialization.Formats;

/// <summary>Chooses the format of a type, and says which types have none.</summary>
internal static class FormatRules
{
    private static readonly Dictionary<Type, Type> Known = new()
    {
        [typeof(bool)] = typeof(BooleanFormat),
        [typeof(string)] = typeof(StringFormat),
        [typeof(Utf8String)] = typeof(Utf8Format),
        [typeof(decimal)] = typeof(DecimalFormat),
        [typeof(DateTime)] = typeof(DateTimeFormat),
        [typeof(DateTimeOffset)] = typeof(DateTimeOffsetFormat),
        [typeof(DateOnly)] = typeof(DateOnlyFormat),
        [typeof(TimeOnly)] = typeof(TimeOnlyFormat),
        [typeof(TimeSpan)] = typeof(TimeSpanFormat),
    };

    private static readonly HashSet<Type> Blocks =
    [
        typeof(byte), typeof(sbyte), typeof(short), typeof(ushort), typeof(int), typeof(uint), typeof(long), typeof(ulong),
        typeof(char), typeof(float), typeof(double), typeof(Half), typeof(Int128), typeof(UInt128), typeof(Guid),
    ];

    /// <summary>The struct that implements <see cref="IRecordFormat{T}"/> for a type that <see cref="Refuse(Type)"/> accepts.</summary>
    public static Type FormatOf(Type type)
    {
        if (Known.TryGetValue(type, out var known))
        {
            return known;
        }

        if (IsBlock(type))
        {
            return typeof(BlockFormat<>).MakeGenericType(type);
        }

        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return typeof(NullableFormat<,>).MakeGenericType(underlying, FormatOf(underlying));
        }

        if (ElementOf(type) is { } element)
        {
            return (type.IsArray ? typeof(ArrayFormat<,>) : typeof(ListFormat<,>)).MakeGenericType(element, FormatOf(element));
        }

        return typeof(GeneratedFormat<>).MakeGenericType(type);
    }

    /// <summary>The error for a type that cannot be serialized, or null.</summary>
    public static UnsupportedTypeException? Refuse(Type type) => Refuse(type, type, "", []);

    private static UnsupportedTypeException? Refuse(Type root, Type type, string path, HashSet<Type> seen)
    {
        if (Known.ContainsKey(type) || !seen.Add(type) || IsBlock(type))
        {
            return null;
        }

        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return Refuse(root, underlying, path, seen);
        }

        if (ElementOf(type) is { } element)
        {
            return Refuse(root, element, path + "[]", seen);
        }

        if (ReasonAgainst(type) is { } reason)
        {
            return new UnsupportedTypeException("be serialized", root, path, type, reason);
        }

        foreach (var field in RecordFields.Of(type))
        {
            if (Refuse(root, field.FieldType, RecordFields.Join(path, RecordFields.MemberName(field)), seen) is { } error)
            {
                return error;
            }
        }

        return null;
    }

    private static string? ReasonAgainst(Type type)
    {
        const string advice =
            "Use text, numbers, dates, tuples, arrays, lists, or structs, records and classes of your own that consist of such.";
        if (type.IsByRefLike || type.IsByRef || type.IsPointer || type.IsFunctionPointer || type.ContainsGenericParameters)
        {
            return $"a pointer, a ref struct or an open generic type has no bytes that mean something elsewhere. {advice}";
        }

        if (type == typeof(nint) || type == typeof(nuint))
        {
            return "a native integer differs in size between machines. Use long.";
        }

        if (type.IsArray)
        {
            return "arrays of several dimensions are not supported. Use an array of arrays.";
        }

        if (type.IsAbstract || type.IsInterface || type == typeof(object))
        {
            return $"an interface, an abstract class or object does not say what to read back. Declare the class itself. {advice}";
        }

        if (type.IsAssignableTo(typeof(Delegate)))
        {
            return $"a delegate is not data. {advice}";
        }

        if (RecordFields.HasHiddenElements(type))
        {
            return $"inline arrays and fixed buffers are not supported. {advice}";
        }

        for (var level = type; level is not null && level != typeof(object) && level != typeof(ValueType); level = level.BaseType)
        {
            if (RecordFields.IsFramework(level) && !IsTuple(level))
            {
                return $"there is no serializer for the framework's '{TypeNames.Display(level)}'. {advice}";
            }
        }

        return RecordFields.Of(type).Count == 0 && type.IsValueType ? $"it has no fields. {advice}" : null;
    }

    private static Type? ElementOf(Type type) =>
        type.IsSZArray ? type.GetElementType()
        : type.IsGenericType && type.GetGenericTypeDefinition() == typeof(List<>) ? type.GetGenericArguments()[0]
        : null;

    private static bool IsTuple(Type type) =>
        type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(KeyValuePair<,>)
            || type.FullName!.StartsWith("System.Tuple`", StringComparison.Ordinal)
            || type.FullName.StartsWith("System.ValueTuple`", StringComparison.Ordinal));

    /// <summary>
    /// Whether the memory of a value is its format. Types whose layout the runtime may choose are not, nor those with gaps, whose
    /// content is arbitrary: equal records would have different bytes.
    /// </summary>
    private static bool IsBlock(Type type)
    {
        if (Blocks.Contains(type) || type.IsEnum)
        {
            return true;
        }

        return type is { IsValueType: true, IsPrimitive: false, IsByRefLike: false, IsLayoutSequential: true }
            && !type.ContainsGenericParameters
            && !RecordFields.IsFramework(type) && !RecordFields.HasHiddenElements(type)
            && RecordFields.Of(type) is { Count: > 0 } fields
            && fields.All(field => IsBlock(field.FieldType))
            && fields.Sum(field => SizeOf(field.FieldType)) == SizeOf(type);
    }

    private static int SizeOf(Type type) => (int)typeof(Unsafe)
        .GetMethod(nameof(Unsafe.SizeOf), BindingFlags.Static | BindingFlags.Public)!.MakeGenericMethod(type).Invoke(null, null)!;
}
