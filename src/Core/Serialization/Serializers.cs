using Flink.Core.Serialization.Formats;
using Flink.Core.Types;

namespace Flink.Core.Serialization;

/// <summary>Finds or generates, once per type, the serializer of a record type.</summary>
/// <remarks>
/// <para>Supported are numbers, characters, enumerations, GUIDs, dates and times, text, nullables, tuples, arrays of one dimension,
/// lists, and structs, records and classes of such. A class is written with all its fields, private and inherited ones too, and
/// read without running a constructor.</para>
/// <para>Format, little-endian: numbers at their width; a struct or class as its fields, a class after one byte that is 0 for null
/// and 1 otherwise; arrays, lists and text after a varint that is 0 for null. Structs of numbers without gaps are copied as a
/// block, in the order of their memory; other types have their fields in the order of their names, base classes first.</para>
/// </remarks>
public static class Serializers
{
    /// <summary>The serializer for records of a type.</summary>
    /// <exception cref="UnsupportedTypeException">The type, or a part of it, cannot be serialized; names the path to it.</exception>
    /// <exception cref="PlatformNotSupportedException">The machine is big-endian.</exception>
    public static Serializer<T> For<T>() =>
        Cache<T>.Serializer ?? throw (FormatRules.Refuse(typeof(T)) ?? (Exception)new PlatformNotSupportedException(
            "Records are stored and sent in little-endian order, and this machine is big-endian."));

    /// <summary>Refuses a type that cannot be serialized, with the path of fields to the reason.</summary>
    /// <exception cref="UnsupportedTypeException">The type, or a part of it, cannot be serialized.</exception>
    public static void Check(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        if (FormatRules.Refuse(type) is { } error)
        {
            throw error;
        }
    }

    private static class Cache<T>
    {
        // Null and not an exception here, so that a refused type fails with its reason and not in a type initializer.
        public static readonly Serializer<T>? Serializer =
            !BitConverter.IsLittleEndian || FormatRules.Refuse(typeof(T)) is not null
                ? null
                : (Serializer<T>)Activator.CreateInstance(
                    typeof(FormatSerializer<,>).MakeGenericType(typeof(T), FormatRules.FormatOf(typeof(T))))!;
    }
}
