using System.Buffers;
using Flink.Core.Serialization.Formats;
using Flink.Core.Serialization.Formats.Collections;

namespace Flink.Core.Serialization.Schemas;

/// <summary>A schema as bytes: a version, the number of types, and each type.</summary>
internal static class SchemaBytes
{
    public const byte Version = 1;

    private const byte ScalarCode = 1;
    private const byte EnumCode = 2;
    private const byte NullableCode = 3;
    private const byte CollectionCode = 4;
    private const byte RecordCode = 5;
    private const byte IsObjectBit = 1;
    private const byte IsMemoryBit = 2;

    /// <summary>Writes types.</summary>
    /// <param name="nodes">The types.</param>
    /// <param name="withNames">Whether all names of types are written, or only those of classes that stand for another: what is found by it.</param>
    public static byte[] Write(ReadOnlySpan<SchemaNode> nodes, bool withNames)
    {
        var target = new ArrayBufferWriter<byte>();
        var writer = new RecordWriter(target);
        writer.Write(Version);
        writer.WriteVarint((ulong)nodes.Length);
        var derived = new HashSet<int>();
        foreach (var node in nodes)
        {
            derived.UnionWith(node is RecordNode record ? record.Derived : []);
        }

        for (var place = 0; place < nodes.Length; place++)
        {
            Write(ref writer, nodes[place], withNames || derived.Contains(place));
        }

        writer.Flush();
        return target.WrittenSpan.ToArray();
    }

    public static SchemaNode[] Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new RecordReader(bytes);
        if (reader.Read<byte>() is var version && version != Version)
        {
            throw new IncompatibleSchemaException(
                $"A schema has version {version}, and this version of Flink knows version {Version}. Read the data with the version that wrote it, or a newer one.");
        }

        var nodes = new SchemaNode[reader.ReadCount(2)];
        for (var i = 0; i < nodes.Length; i++)
        {
            nodes[i] = ReadNode(ref reader, nodes.Length);
        }

        if (reader.Remaining > 0)
        {
            reader.ThrowCorrupt($"{reader.Remaining} bytes follow the schema");
        }

        if (nodes.Length == 0)
        {
            reader.ThrowCorrupt("a schema has no types");
        }

        return nodes;
    }

    private static void Write(ref RecordWriter writer, SchemaNode node, bool withNames)
    {
        switch (node)
        {
            case ScalarNode scalar:
                writer.Write(ScalarCode);
                writer.Write(scalar.Scalar.Code);
                break;
            case EnumNode constants:
                writer.Write(EnumCode);
                WriteText(ref writer, withNames ? constants.Name : "");
                writer.Write(constants.Underlying.Code);
                writer.WriteVarint((ulong)constants.Constants.Length);
                foreach (var constant in constants.Constants)
                {
                    WriteText(ref writer, constant.Name);
                    writer.Write(constant.Value);
                }

                break;
            case NullableNode nullable:
                writer.Write(NullableCode);
                writer.WriteVarint((ulong)nullable.Element);
                break;
            case CollectionNode collection:
                writer.Write(CollectionCode);
                writer.Write((byte)collection.Kind);
                writer.WriteVarint((ulong)collection.Element);
                break;
            case RecordNode record:
                WriteRecord(ref writer, record, withNames);
                break;
        }
    }

    private static void WriteRecord(ref RecordWriter writer, RecordNode record, bool withNames)
    {
        writer.Write(RecordCode);
        WriteText(ref writer, withNames ? record.Name : "");
        writer.Write((byte)((record.IsObject ? IsObjectBit : 0) | (record.IsMemory ? IsMemoryBit : 0)));
        writer.WriteVarint((ulong)record.Fields.Length);
        foreach (var field in record.Fields)
        {
            WriteText(ref writer, field.Name);
            writer.WriteVarint((ulong)field.Node);
        }

        writer.WriteVarint((ulong)record.Derived.Length);
        foreach (var derived in record.Derived)
        {
            writer.WriteVarint((ulong)derived);
        }
    }

    private static SchemaNode ReadNode(ref RecordReader reader, int count)
    {
        var code = reader.Read<byte>();
        switch (code)
        {
            case ScalarCode:
                return new ScalarNode(ReadScalar(ref reader));
            case EnumCode:
                return ReadEnum(ref reader);
            case NullableCode:
                return new NullableNode(ReadPlace(ref reader, count));
            case CollectionCode:
                var kind = (CollectionKind)reader.Read<byte>();
                if (!Enum.IsDefined(kind))
                {
                    reader.ThrowCorrupt($"there is no kind of collection {(byte)kind}");
                }

                return new CollectionNode(kind, ReadPlace(ref reader, count));
            case RecordCode:
                return ReadRecord(ref reader, count);
            default:
                reader.ThrowCorrupt($"there is no kind of type {code}");
                return null!;
        }
    }

    private static EnumNode ReadEnum(ref RecordReader reader)
    {
        var name = ReadText(ref reader);
        var underlying = ReadScalar(ref reader);
        if (!underlying.IsInteger)
        {
            reader.ThrowCorrupt($"an enumeration is no {underlying.Name}");
        }

        var constants = new EnumConstant[reader.ReadCount(9)];
        for (var i = 0; i < constants.Length; i++)
        {
            constants[i] = new EnumConstant(ReadText(ref reader), reader.Read<ulong>());
        }

        return new EnumNode(name, underlying, constants);
    }

    private static RecordNode ReadRecord(ref RecordReader reader, int count)
    {
        var name = ReadText(ref reader);
        var bits = reader.Read<byte>();
        var fields = new SchemaField[reader.ReadCount(2)];
        for (var i = 0; i < fields.Length; i++)
        {
            fields[i] = new SchemaField(ReadText(ref reader), ReadPlace(ref reader, count));
        }

        var derived = new int[reader.ReadCount(1)];
        for (var i = 0; i < derived.Length; i++)
        {
            derived[i] = ReadPlace(ref reader, count);
        }

        var isObject = (bits & IsObjectBit) != 0;
        if (bits > (IsObjectBit | IsMemoryBit) || (!isObject && (fields.Length == 0 || derived.Length > 0)))
        {
            reader.ThrowCorrupt($"'{name}' is neither a struct nor a class");
        }

        if (fields.DistinctBy(field => field.Name).Count() != fields.Length)
        {
            reader.ThrowCorrupt($"'{name}' has two fields of one name");
        }

        return new RecordNode(name, isObject, (bits & IsMemoryBit) != 0, fields, derived);
    }

    private static Scalar ReadScalar(ref RecordReader reader)
    {
        var code = reader.Read<byte>();
        if (Scalars.Find(code) is { } scalar)
        {
            return scalar;
        }

        reader.ThrowCorrupt($"there is no type {code}");
        return null!;
    }

    private static int ReadPlace(ref RecordReader reader, int count)
    {
        var place = reader.ReadVarint();
        if (place >= (ulong)count)
        {
            reader.ThrowCorrupt($"type {place} is meant, and there are {count}");
        }

        return (int)place;
    }

    private static void WriteText(ref RecordWriter writer, string text) => StringFormat.Write(ref writer, text);

    private static string ReadText(ref RecordReader reader)
    {
        StringFormat.Read(ref reader, out var text);
        if (text is null)
        {
            reader.ThrowCorrupt("a name is null");
        }

        return text;
    }
}
