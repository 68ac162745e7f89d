using System.Diagnostics.CodeAnalysis;
using Flink.Core.Serialization.Evolution;
using Flink.Core.Serialization.Formats;
using Flink.Core.Types;

namespace Flink.Core.Serialization;

/// <summary>Finds or generates, once per type, the serializer of a record type.</summary>
/// <remarks>
/// <para>Supported are numbers, characters, enumerations, GUIDs, dates and times, text, addresses, versions, nullables, tuples,
/// arrays of one dimension, the usual collections, and structs, records and classes of such. A class is written with all its
/// fields, private and inherited ones too, and read without running a constructor. Where a class, or an interface, is declared
/// that is not sealed, an object of a derived class of the same assembly travels as what it is. docs/types.md has the list.</para>
/// <para>Format, little-endian: numbers at their width; a struct or class as its fields, a class after one byte that is 0 for null,
/// 1 for the class itself and 2 for a derived one; collections and text after a varint that is 0 for null. Enumerations are their
/// numbers, to which the schema has the names. Structs of numbers without gaps are copied as a block, in the order of their
/// memory; other types have their fields in the order of their names, base classes first.</para>
/// </remarks>
public static class Serializers
{
    /// <summary>The serializer for records of a type.</summary>
    /// <exception cref="UnsupportedTypeException">The type, or a part of it, cannot be serialized; names the path to it.</exception>
    /// <exception cref="PlatformNotSupportedException">The machine is big-endian.</exception>
    public static Serializer<T> For<T>() =>
        Cache<T>.Serializer ?? throw (FormatRules.Refuse(typeof(T)) ?? (Exception)new PlatformNotSupportedException(
            "Records are stored and sent in little-endian order, and this machine is big-endian."));

    /// <summary>The serializer that reads what was written under a schema, perhaps by an older version of the program, as today's type.</summary>
    /// <typeparam name="T">The type of today.</typeparam>
    /// <param name="written">The schema that was stored with the bytes.</param>
    /// <param name="subject">What the bytes are, as "State 'counts'"; begins the message when they cannot be read.</param>
    /// <returns>
    /// <see cref="For"/> when today's bytes are the same; else a serializer that only reads. Fields are found by name: an added one
    /// gets the default that a constructor gives it, a removed one is skipped, a number may have become wider and a value
    /// nullable, constants of enumerations are found by name.
    /// </returns>
    /// <exception cref="IncompatibleSchemaException">Anything else has changed; names the field, what was written and what is wanted.</exception>
    /// <exception cref="UnsupportedTypeException">The type, or a part of it, cannot be serialized.</exception>
    public static Serializer<T> Restore<T>(RecordSchema written, string subject = "Serialized data")
    {
        ArgumentNullException.ThrowIfNull(written);
        var today = For<T>();
        return written.IsSameFormat(today.Schema)
            ? today
            : new EvolvedSerializer<T>(written, (Evolved<T>)new EvolutionPlan(written, subject).Read(typeof(T), 0, ""));
    }

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

    /// <summary>Whether <see cref="For"/> would give a serializer for a type.</summary>
    /// <param name="type">The type.</param>
    /// <param name="whyNot">The reason, with the path of fields to it, and what to do.</param>
    public static bool Supports(Type type, [NotNullWhen(false)] out string? whyNot)
    {
        ArgumentNullException.ThrowIfNull(type);
        whyNot = FormatRules.Refuse(type)?.Message;
        return whyNot is null;
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
