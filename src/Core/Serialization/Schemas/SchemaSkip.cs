using Flink.Core.Serialization.Formats;
using Flink.Core.Serialization.Formats.Collections;

namespace Flink.Core.Serialization.Schemas;

/// <summary>Passes over a value whose type nobody has any more.</summary>
internal static class SchemaSkip
{
    public static void Skip(RecordSchema schema, int place, ref RecordReader reader)
    {
        switch (schema.Nodes[place])
        {
            case ScalarNode { Scalar.Size: > 0 } scalar:
                reader.ReadBytes(scalar.Scalar.Size);
                break;
            case ScalarNode:
                reader.ReadBytes(Math.Max(TextHeader.Read(ref reader).Bytes, 0));
                break;
            case EnumNode constants:
                reader.ReadBytes(constants.Underlying.Size);
                break;
            case NullableNode nullable:
                Enter(ref reader);
                BooleanFormat.Read(ref reader, out var present);
                if (present)
                {
                    Skip(schema, nullable.Element, ref reader);
                }

                break;
            case CollectionNode collection:
                SkipCollection(schema, collection, ref reader);
                break;
            case RecordNode record:
                SkipRecord(schema, record, ref reader);
                break;
        }
    }

    private static void SkipCollection(RecordSchema schema, CollectionNode collection, ref RecordReader reader)
    {
        Enter(ref reader);
        var size = schema.SizeOf(collection.Element);
        if (!CollectionReading.ReadHeader(ref reader, collection.Kind != CollectionKind.Sequence, size, out var count, out _))
        {
            return;
        }

        reader.SetAside(count, size);
        for (; count > 0; count--)
        {
            reader.Release(size);
            Skip(schema, collection.Element, ref reader);
        }
    }

    private static void SkipRecord(RecordSchema schema, RecordNode record, ref RecordReader reader)
    {
        Enter(ref reader);
        if (record.IsObject)
        {
            switch (reader.Read<byte>())
            {
                case 0:
                    return;
                case 1:
                    break;
                case DerivedFormat<object>.Header:
                    Skip(schema, ReadDerived(record, ref reader), ref reader);
                    return;
                case var header:
                    reader.ThrowCorrupt($"{header} does not announce an object");
                    return;
            }
        }

        foreach (var field in record.Fields)
        {
            Skip(schema, field.Node, ref reader);
        }
    }

    /// <summary>Reads which of the derived classes an object has.</summary>
    private static int ReadDerived(RecordNode record, ref RecordReader reader)
    {
        var place = reader.ReadVarint();
        if (place >= (ulong)record.Derived.Length)
        {
            reader.ThrowCorrupt($"there is no class {place} among the {record.Derived.Length} that derive from '{record.Name}'");
        }

        return record.Derived[place];
    }

    private static void Enter(ref RecordReader reader) => ObjectGuard.EnterRead(ref reader);
}
