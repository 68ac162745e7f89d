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
    public static void WriteKeyed<TKey, TValue>(StateWriter state, string name)
    {
        var target = new ArrayBufferWriter<byte>();
        var writer = new RecordWriter(target);
        var key = Serializers.For<TKey>().Schema.ToBytes();
        writer.WriteVarint((ulong)key.Length);
        writer.WriteBytes(key);
        writer.WriteBytes(Serializers.For<TValue>().Schema.ToBytes());
        writer.Flush();
        state.WriteSchema(name, target.WrittenSpan);
    }

    /// <summary>
    /// The serializers for keys and values of a keyed state that is restored. Keys must be what they were: another form of a key
    /// has another hash, and would be in another key group than the one that is restored here.
    /// </summary>
    /// <exception cref="IncompatibleSchemaException">Keys have changed, or values cannot be read as this type; names the state.</exception>
    public static (Serializer<TKey> Keys, Serializer<TValue> Values) ReadKeyed<TKey, TValue>(StateReader state, string name)
    {
        var schema = state.ReadSchema(name);
        if (schema.IsEmpty)
        {
            return (Serializers.For<TKey>(), Serializers.For<TValue>());
        }

        var reader = new RecordReader(schema.Span);
        var written = RecordSchema.FromBytes(reader.ReadBytes(reader.ReadCount(1)));
        var keys = Serializers.For<TKey>();
        if (!written.IsSameFormat(keys.Schema))
        {
            throw new IncompatibleSchemaException(
                $"{SubjectOf(name)} cannot be restored: its keys were written as '{written.TypeName}' and are read as "
                + $"'{keys.Schema.TypeName}', or that type has changed. Keys cannot evolve: they decide where state lies. "
                + $"Keep the key's type, or start without this state. Written was:\n{written}\nWanted is:\n{keys.Schema}");
        }

        return (keys, Serializers.Restore<TValue>(RecordSchema.FromBytes(reader.ReadBytes(reader.Remaining)), SubjectOf(name)));
    }

    private static string SubjectOf(string name) => $"State '{name}'";
}
