using System.Buffers;
using Flink.Core.Serialization;
using Flink.Core.State;

namespace Flink.Streaming.State;

/// <summary>Stores with a state how it is written, and finds the serializers that read it in a later version of the program.</summary>
internal static class StateSchemas
{
    /// <summary>Says how the records of a state are written.</summary>
    public static void Write<T>(StateWriter state, string name) => state.WriteSchema(name, Serializers.For<T>().Schema.ToBytes());

    /// <summary>The serializer for the records of a state that is restored.</summary>
    /// <exception cref="IncompatibleSchemaException">They cannot be read as this type; names the state.</exception>
    public static Serializer<T> Read<T>(StateReader state, string name)
    {
        var schema = state.ReadSchema(name);
        return schema.IsEmpty ? Serializers.For<T>() : Serializers.Restore<T>(RecordSchema.FromBytes(schema.Span), SubjectOf(name));
    }

    /// <summary>Says how keys and values of a keyed state are written.</summary>
    public static void WriteKeyed<TKey, TValue>(StateWriter state, string name) =>
        WriteKeyed<TKey>(state, name, Serializers.For<TValue>().Schema.ToBytes());

    /// <summary>Says how keys are written, to which there are no values.</summary>
    public static void WriteKeys<TKey>(StateWriter state, string name) => WriteKeyed<TKey>(state, name, []);

    /// <summary>
    /// The serializers for keys and values of a keyed state that is restored. Keys must be what they were: another form of a key
    /// has another hash, and would be in another key group than the one that is restored here.
    /// </summary>
    /// <exception cref="IncompatibleSchemaException">Keys have changed, or values cannot be read as this type; names the state.</exception>
    public static (Serializer<TKey> Keys, Serializer<TValue> Values) ReadKeyed<TKey, TValue>(StateReader state, string name) =>
        ReadKeyed<TKey, TValue>(state, name, SubjectOf(name));

    /// <inheritdoc cref="ReadKeyed{TKey, TValue}(StateReader, string)"/>
    /// <param name="state">Where from.</param>
    /// <param name="name">The state's name.</param>
    /// <param name="subject">What people call it; begins the message when it cannot be restored.</param>
    public static (Serializer<TKey> Keys, Serializer<TValue> Values) ReadKeyed<TKey, TValue>(StateReader state, string name, string subject)
    {
        if (state.ReadSchema(name).IsEmpty)
        {
            return (Serializers.For<TKey>(), Serializers.For<TValue>());
        }

        var keys = ReadKeys<TKey>(state, name, subject, out var values);
        return values.IsEmpty
            ? throw new IncompatibleSchemaException($"{subject} cannot be restored: it was written without what is read as '{Serializers.For<TValue>().Schema.TypeName}' with each key.")
            : (keys, Serializers.Restore<TValue>(RecordSchema.FromBytes(values.Span), subject));
    }

    /// <summary>The serializer for keys to which there are no values.</summary>
    /// <exception cref="IncompatibleSchemaException">Keys have changed, or there were values; names the state.</exception>
    public static Serializer<TKey> ReadKeys<TKey>(StateReader state, string name, string subject)
    {
        if (state.ReadSchema(name).IsEmpty)
        {
            return Serializers.For<TKey>();
        }

        var keys = ReadKeys<TKey>(state, name, subject, out var values);
        return values.IsEmpty
            ? keys
            : throw new IncompatibleSchemaException(
                $"{subject} cannot be restored: with each key a '{RecordSchema.FromBytes(values.Span).TypeName}' was written, which is not expected now.");
    }

    private static Serializer<TKey> ReadKeys<TKey>(StateReader state, string name, string subject, out ReadOnlyMemory<byte> values)
    {
        var schema = state.ReadSchema(name);
        var reader = new RecordReader(schema.Span);
        var written = RecordSchema.FromBytes(reader.ReadBytes(reader.ReadCount(1)));
        values = schema[^reader.Remaining..];
        var keys = Serializers.For<TKey>();
        return written.IsSameFormat(keys.Schema)
            ? keys
            : throw new IncompatibleSchemaException(
                $"{subject} cannot be restored: its keys were written as '{written.TypeName}' and are read as "
                + $"'{keys.Schema.TypeName}', or that type has changed. Keys cannot evolve: they decide where state lies. "
                + $"Keep the key's type, or start without this state. Written was:\n{written}\nWanted is:\n{keys.Schema}");
    }

    private static void WriteKeyed<TKey>(StateWriter state, string name, ReadOnlySpan<byte> values)
    {
        var target = new ArrayBufferWriter<byte>();
        var writer = new RecordWriter(target);
        var key = Serializers.For<TKey>().Schema.ToBytes();
        writer.WriteVarint((ulong)key.Length);
        writer.WriteBytes(key);
        writer.WriteBytes(values);
        writer.Flush();
        state.WriteSchema(name, target.WrittenSpan);
    }

    private static string SubjectOf(string name) => $"State '{name}'";
}
