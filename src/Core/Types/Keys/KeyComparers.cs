using System.Numerics;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace Flink.Core.Types.Keys;

/// <summary>
/// Chooses how keys of a type are compared and hashed, once per type, and refuses types that have no equality by value.
/// </summary>
/// <remarks>
/// <para>Equal are: integers, characters, enumeration values, GUIDs and text of the same value; floating-point numbers of the
/// same value with -0.0 equal to 0.0 and NaN equal to NaN; decimals of the same value whatever their scale; a DateTime of the
/// same ticks whatever its kind; a DateTimeOffset of the same instant; arrays and lists of the same length and equal elements.</para>
/// <para>Records, tuples, anonymous types, structs, and classes that override <see cref="object.Equals(object)"/> are equal when
/// all their fields are, private and inherited ones too; the type's own Equals is not called, since the hash that would have to
/// go with it differs from process to process. A type with another idea of equality implements <see cref="IStableKey{TSelf}"/>.
/// Two objects of different classes never are equal.</para>
/// </remarks>
public static class KeyComparers
{
    /// <summary>The hash of null, as a key's part.</summary>
    public const ulong NullHash = 0x6E756C6C6B657921;

    private const string Purpose = "be used as a key";

    private static readonly Dictionary<Type, Type> Known = new()
    {
        [typeof(bool)] = typeof(BooleanKeyComparer),
        [typeof(double)] = typeof(DoubleKeyComparer),
        [typeof(float)] = typeof(SingleKeyComparer),
        [typeof(Half)] = typeof(HalfKeyComparer),
        [typeof(decimal)] = typeof(DecimalKeyComparer),
        [typeof(Guid)] = typeof(GuidKeyComparer),
        [typeof(string)] = typeof(StringKeyComparer),
        [typeof(Utf8String)] = typeof(Utf8KeyComparer),
        [typeof(DateTime)] = typeof(DateTimeKeyComparer),
        [typeof(DateTimeOffset)] = typeof(DateTimeOffsetKeyComparer),
        [typeof(DateOnly)] = typeof(DateOnlyKeyComparer),
        [typeof(TimeOnly)] = typeof(TimeOnlyKeyComparer),
        [typeof(TimeSpan)] = typeof(TimeSpanKeyComparer),
        [typeof(byte[])] = typeof(ByteArrayKeyComparer),
        [typeof(Int128)] = typeof(WideIntegerKeyComparer<Int128>),
        [typeof(UInt128)] = typeof(WideIntegerKeyComparer<UInt128>),
        [typeof(BigInteger)] = typeof(BigIntegerKeyComparer),
        [typeof(Rune)] = typeof(RuneKeyComparer),
        [typeof(Version)] = typeof(VersionKeyComparer),
    };

    /// <summary>
    /// The struct type that implements <see cref="IKeyComparer{TKey}"/> for keys of a type, to close a hash table's or a
    /// partitioner's generic parameter with.
    /// </summary>
    /// <exception cref="UnsupportedTypeException">The type has no equality by value; names the field at fault.</exception>
    public static Type TypeFor(Type keyType)
    {
        Check(keyType);
        return StructFor(keyType);
    }

    /// <summary>The comparer for keys of a type behind its interface, for code that is not hot.</summary>
    /// <exception cref="UnsupportedTypeException">The type has no equality by value; names the field at fault.</exception>
    public static IKeyComparer<TKey> For<TKey>() => (IKeyComparer<TKey>)Activator.CreateInstance(TypeFor(typeof(TKey)))!;

    /// <summary>Refuses a type that cannot be a key, with the path of fields to the reason.</summary>
    /// <exception cref="UnsupportedTypeException">The type, or a part of it, has no equality by value.</exception>
    public static void Check(Type keyType)
    {
        ArgumentNullException.ThrowIfNull(keyType);
        Check(keyType, keyType, "", []);
    }

    /// <summary>As <see cref="TypeFor"/>, for a type that was checked.</summary>
    internal static Type StructFor(Type type)
    {
        if (Known.TryGetValue(type, out var known))
        {
            return known;
        }

        if (type.IsEnum)
        {
            return typeof(EnumKeyComparer<>).MakeGenericType(type);
        }

        if (IsInteger(type))
        {
            return typeof(IntegerKeyComparer<>).MakeGenericType(type);
        }

        if (type.IsSZArray)
        {
            var element = type.GetElementType()!;
            return typeof(ArrayKeyComparer<,>).MakeGenericType(element, StructFor(element));
        }

        if (IsList(type))
        {
            var element = type.GetGenericArguments()[0];
            return typeof(ListKeyComparer<,>).MakeGenericType(element, StructFor(element));
        }

        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return typeof(NullableKeyComparer<,>).MakeGenericType(underlying, StructFor(underlying));
        }

        var definition = DefinesItsOwn(type) ? typeof(StableKeyComparer<>) : typeof(GeneratedKeyComparer<>);
        return definition.MakeGenericType(type);
    }

    private static void Check(Type root, Type type, string path, HashSet<Type> seen)
    {
        if (Known.ContainsKey(type) || type.IsEnum || IsInteger(type) || DefinesItsOwn(type) || !seen.Add(type))
        {
            return;
        }

        if (type.IsSZArray)
        {
            Check(root, type.GetElementType()!, path + "[]", seen);
        }
        else if (IsList(type) && !type.ContainsGenericParameters)
        {
            Check(root, type.GetGenericArguments()[0], path + "[]", seen);
        }
        else if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            Check(root, underlying, path, seen);
        }
        else if (ReasonAgainst(type) is { } reason)
        {
            throw new UnsupportedTypeException(Purpose, root, path, type, reason);
        }
        else
        {
            foreach (var field in RecordFields.Of(type))
            {
                Check(root, field.FieldType, RecordFields.Join(path, RecordFields.MemberName(field)), seen);
            }
        }
    }

    private static string? ReasonAgainst(Type type)
    {
        const string choose = "Key by the fields that identify it: a string, a number, a record or a tuple of such.";
        if (type.ContainsGenericParameters)
        {
            return "an open generic type has no values.";
        }

        if (type.IsPointer || type.IsFunctionPointer || type.IsByRef || type.IsByRefLike)
        {
            return $"a pointer or a ref struct means nothing outside its own call. {choose}";
        }

        if (type.IsArray)
        {
            return "arrays of several dimensions are not compared by content. Use an array of arrays.";
        }

        if (type.IsInterface || type == typeof(object))
        {
            return $"an interface or object does not say what it compares. Use the type that implements it. {choose}";
        }

        if (type.IsAssignableTo(typeof(Delegate)))
        {
            return $"a delegate has no value. {choose}";
        }

        if (RecordFields.HasHiddenElements(type))
        {
            return "inline arrays and fixed buffers are not compared by content. Use an array, or implement IStableKey.";
        }

        // The fields of other framework types are nobody's contract: a hash over them would change with the framework.
        if (RecordFields.IsFramework(type))
        {
            return IsTuple(type) ? null : $"this type of the framework has no hash that is the same everywhere. {choose}";
        }

        if (type.IsValueType)
        {
            return null;
        }

        return OverridesEquals(type)
            ? null
            : "this class does not override Equals, so two objects with the same content would be different keys. "
                + $"Make it a record, or implement IStableKey. {choose}";
    }

    private static bool IsInteger(Type type) =>
        type.IsPrimitive && type != typeof(bool) && type != typeof(double) && type != typeof(float);

    private static bool IsList(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(List<>);

    private static bool IsTuple(Type type) => type == typeof(ValueTuple)
        || (type.IsGenericType
            && (type.IsAssignableTo(typeof(ITuple)) || type.GetGenericTypeDefinition() == typeof(KeyValuePair<,>)));

    private static bool DefinesItsOwn(Type type) =>
        !type.IsInterface && !type.IsAbstract && !type.ContainsGenericParameters
        && type.IsAssignableTo(MakeStableKey(type));

    private static Type MakeStableKey(Type type) =>
        type.IsByRefLike || type.IsPointer || type.IsByRef || type == typeof(void)
            ? typeof(IStableKey<>)
            : typeof(IStableKey<>).MakeGenericType(type);

    private static bool OverridesEquals(Type type) =>
        type.GetMethod(nameof(Equals), BindingFlags.Instance | BindingFlags.Public, [typeof(object)])!.DeclaringType != typeof(object);
}
