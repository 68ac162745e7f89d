using System.Collections;
using System.Globalization;
using System.Numerics;
using System.Reflection;
using System.Text;

namespace Flink.Core.Types.Copying;

/// <summary>Decides for a type whether its values are shared, how they are copied, and whether they can be copied at all.</summary>
internal static class CopyRules
{
    private static readonly HashSet<Type> Immutable =
    [
        typeof(string), typeof(Utf8String), typeof(decimal), typeof(BigInteger), typeof(Uri), typeof(Version), typeof(CultureInfo),
        typeof(TimeZoneInfo), typeof(DBNull), typeof(CancellationToken),
    ];

    private static readonly HashSet<Type> CopiedByField = [typeof(BitArray), typeof(KeyValuePair<,>)];

    /// <summary>Whether two consumers may hold the same value: nothing that can change is reachable from it.</summary>
    public static bool IsShareable(Type type) => IsShareable(type, []);

    /// <summary>As <see cref="IsShareable(Type)"/>, but for an object of exactly this class and not of one derived from it.</summary>
    public static bool IsExactlyShareable(Type type) =>
        IsShareable(type) || (IsUserClass(type) && HasOnlyFixedFields(type, [type]));

    /// <summary>Whether an object of this class can be reached from itself, so that its copies must be remembered.</summary>
    public static bool CanReachItself(Type type)
    {
        var seen = new HashSet<Type>();
        var open = new Stack<Type>(PartsOf(type).Select(part => part.Type));
        while (open.TryPop(out var part))
        {
            if (IsShareable(part) || !seen.Add(part))
            {
                continue;
            }

            if (part.IsAssignableFrom(type) || part.IsInterface || part.IsAbstract)
            {
                return true;
            }

            foreach (var (_, inner) in PartsOf(part))
            {
                open.Push(inner);
            }
        }

        return false;
    }

    /// <summary>The error for a type that cannot be copied, or null.</summary>
    public static UnsupportedTypeException? Refuse(Type type) => Refuse(type, type, "", []);

    /// <summary>The method of <see cref="CollectionCopies"/> that copies objects of exactly this class, or null.</summary>
    public static MethodInfo? CollectionMethod(Type type)
    {
        if (type.IsArray)
        {
            return typeof(CollectionCopies).GetMethod(nameof(CollectionCopies.Array))!.MakeGenericMethod(type, type.GetElementType()!);
        }

        if (type == typeof(StringBuilder))
        {
            return typeof(CollectionCopies).GetMethod(nameof(CollectionCopies.Text));
        }

        return type.IsGenericType && CollectionCopies.Methods.TryGetValue(type.GetGenericTypeDefinition(), out var name)
            ? typeof(CollectionCopies).GetMethod(name)!.MakeGenericMethod(type.GetGenericArguments())
            : null;
    }

    public static bool CopiesItself(Type type) =>
        !type.IsByRefLike && !type.IsPointer && !type.IsByRef && !type.ContainsGenericParameters && type != typeof(void)
        && type.IsAssignableTo(typeof(ICopyable<>).MakeGenericType(type));

    private static bool IsShareable(Type type, HashSet<Type> seen)
    {
        if (type.IsPrimitive || type.IsEnum || type.IsPointer || type.IsFunctionPointer || Immutable.Contains(type)
            || IsFixedFramework(type) || !seen.Add(type))
        {
            return true;
        }

        if (IsImmutableCollection(type))
        {
            return type.GetGenericArguments().All(argument => IsShareable(argument, seen));
        }

        if (CopiesItself(type))
        {
            return false;
        }

        if (type.IsValueType)
        {
            return RecordFields.Of(type).All(field => IsShareable(field.FieldType, seen));
        }

        // The framework left its tuples open, but nobody derives from them.
        return ((type.IsSealed && IsUserClass(type)) || IsTuple(type)) && HasOnlyFixedFields(type, seen);
    }

    private static bool HasOnlyFixedFields(Type type, HashSet<Type> seen) =>
        !CopiesItself(type) && RecordFields.Of(type).All(field => field.IsInitOnly && IsShareable(field.FieldType, seen));

    /// <summary>Framework families of which every member is fixed, or is code and not data.</summary>
    private static bool IsFixedFramework(Type type) =>
        type.IsAssignableTo(typeof(MemberInfo)) || type.IsAssignableTo(typeof(Delegate)) || type.IsAssignableTo(typeof(Encoding))
        || (RecordFields.IsFramework(type) && IsComparer(type));

    private static bool IsComparer(Type type) =>
        typeof(IEqualityComparer).IsAssignableFrom(type) || typeof(IComparer).IsAssignableFrom(type)
        || (type.IsGenericType && type.GetGenericTypeDefinition() is var definition
            && (definition == typeof(IComparer<>) || definition == typeof(IEqualityComparer<>)));

    private static bool IsImmutableCollection(Type type) =>
        type is { IsGenericType: true, IsInterface: false, Namespace: "System.Collections.Immutable" or "System.Collections.Frozen" };

    private static bool IsUserClass(Type type) =>
        type is { IsClass: true, IsArray: false, IsPointer: false } && !RecordFields.IsFramework(type);

    private static bool IsTuple(Type type) =>
        type.IsGenericType && type.FullName!.StartsWith("System.Tuple`", StringComparison.Ordinal);

    private static UnsupportedTypeException? Refuse(Type root, Type type, string path, HashSet<Type> seen)
    {
        if (!seen.Add(type))
        {
            return null;
        }

        if (ReasonAgainst(type) is { } reason)
        {
            return new UnsupportedTypeException("be copied for a second consumer", root, path, type, reason);
        }

        if (IsShareable(type))
        {
            return null;
        }

        foreach (var (name, part) in PartsOf(type))
        {
            var partPath = name == "[]" ? path + name : RecordFields.Join(path, name);
            if (Refuse(root, part, partPath, seen) is { } error)
            {
                return error;
            }
        }

        return null;
    }

    private static string? ReasonAgainst(Type type)
    {
        const string advice =
            "Keep data in records (text, numbers, arrays, collections, classes of your own), "
            + "or implement ICopyable on the class that holds it.";
        if (type.IsByRefLike || type.IsByRef || type.ContainsGenericParameters)
        {
            return "a ref struct or an open generic type cannot be a record.";
        }

        if (IsShareable(type) || CopiesItself(type) || type.IsInterface || type == typeof(object) || CollectionMethod(type) is not null)
        {
            return null;
        }

        if (type.IsValueType)
        {
            return RecordFields.HasHiddenElements(type) ? $"inline arrays of references are not copied. {advice}" : null;
        }

        if (RecordFields.IsFramework(type))
        {
            return IsTuple(type) || CopiedByField.Contains(type) ? null : $"this class of the framework is not known to be data. {advice}";
        }

        for (var level = type.BaseType; level is not null && level != typeof(object); level = level.BaseType)
        {
            if (RecordFields.IsFramework(level))
            {
                return $"it derives from the framework's '{TypeNames.Display(level)}', whose fields are not copied one by one. {advice}";
            }
        }

        return null;
    }

    private static IEnumerable<(string Name, Type Type)> PartsOf(Type type)
    {
        if (type.IsArray)
        {
            return [("[]", type.GetElementType()!)];
        }

        if (CollectionMethod(type) is not null)
        {
            return type.GetGenericArguments().Select(argument => ("[]", argument));
        }

        return type.IsInterface || CopiesItself(type)
            ? []
            : RecordFields.Of(type).Select(field => (RecordFields.MemberName(field), field.FieldType));
    }
}
