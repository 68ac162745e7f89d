using System.Runtime.CompilerServices;
using Flink.Core.Serialization.Schemas;

namespace Flink.Core.Serialization;

/// <summary>
/// How the records of a type are written: the names and types of fields, the names and values of enumerations, which classes may
/// stand for another. Stored beside bytes that are kept, so that a later version of the program can read them.
/// </summary>
/// <remarks>A value; equal are schemas of the same bytes. See <see cref="Serializers.Restore"/> for what reads what.</remarks>
public sealed class RecordSchema : IEquatable<RecordSchema>
{
    private static readonly ConditionalWeakTable<Type, RecordSchema> Known = [];

    private readonly byte[] _bytes;
    private readonly int[] _sizes;

    private RecordSchema(SchemaNode[] nodes, int[] sizes)
    {
        Nodes = nodes;
        _sizes = sizes;
        _bytes = SchemaBytes.Write(nodes, withNames: true);
    }

    /// <summary>The type of the records, as C# writes it; of those who wrote them.</summary>
    public string TypeName => SchemaText.NameOf(this, 0);

    /// <summary>The types, that of the records first.</summary>
    internal SchemaNode[] Nodes { get; }

    /// <summary>Whether records may contain records of the same type.</summary>
    internal bool IsRecursive => Nodes.Any(node => node.Parts.Contains(0));

    /// <summary>The schema of a type as it is in this process.</summary>
    /// <exception cref="Types.UnsupportedTypeException">The type, or a part of it, cannot be serialized.</exception>
    public static RecordSchema Of(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return Known.GetValue(type, static type =>
        {
            Serializers.Check(type);
            var nodes = SchemaBuilder.Describe(type);
            return new RecordSchema(nodes, SchemaSizes.Of(nodes)!);
        });
    }

    /// <summary>A schema from the bytes that <see cref="ToBytes"/> gave, which nobody vouches for.</summary>
    /// <exception cref="CorruptDataException">The bytes are not a schema.</exception>
    /// <exception cref="IncompatibleSchemaException">The bytes are of a version that this one does not know.</exception>
    public static RecordSchema FromBytes(ReadOnlySpan<byte> bytes)
    {
        var nodes = SchemaBytes.Read(bytes);
        return new RecordSchema(nodes, SchemaSizes.Of(nodes)
            ?? throw new CorruptDataException(bytes.Length, bytes.Length, "a struct contains itself, or is too large"));
    }

    /// <summary>The schema as bytes, which <see cref="FromBytes"/> of this and later versions reads.</summary>
    public byte[] ToBytes() => [.. _bytes];

    /// <summary>Whether bytes written under the other schema are those of this one: names of types may differ.</summary>
    public bool IsSameFormat(RecordSchema other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return FormatOf(0).AsSpan().SequenceEqual(other.FormatOf(0));
    }

    /// <inheritdoc/>
    public bool Equals(RecordSchema? other) => other is not null && _bytes.AsSpan().SequenceEqual(other._bytes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as RecordSchema);

    /// <inheritdoc/>
    public override int GetHashCode() => (int)System.IO.Hashing.XxHash3.HashToUInt64(_bytes);

    /// <summary>The type of the records, and a line for each struct, class and enumeration that it consists of.</summary>
    public override string ToString() => SchemaText.Describe(this);

    /// <summary>The least bytes of a value of a type.</summary>
    internal int SizeOf(int place) => _sizes[place];

    /// <summary>What is equal for two types of the same bytes.</summary>
    internal byte[] FormatOf(int place)
    {
        var places = new Dictionary<int, int>();
        var nodes = new List<SchemaNode?>();
        Gather(place);
        return SchemaBytes.Write([.. nodes.Select(node => node!)], withNames: false);

        int Gather(int old)
        {
            if (places.TryGetValue(old, out var known))
            {
                return known;
            }

            if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
            {
                throw new IncompatibleSchemaException("A schema has more types nested in each other than any program has.");
            }

            var added = nodes.Count;
            places.Add(old, added);
            nodes.Add(null);
            nodes[added] = Nodes[old] switch
            {
                NullableNode nullable => new NullableNode(Gather(nullable.Element)),
                CollectionNode collection => collection with { Element = Gather(collection.Element) },
                RecordNode record => record with
                {
                    Fields = [.. record.Fields.Select(field => field with { Node = Gather(field.Node) })],
                    Derived = [.. record.Derived.Select(Gather)],
                },
                var other => other,
            };
            return added;
        }
    }
}
