using Flink.Core.Serialization.Formats;
using Flink.Core.Serialization.Formats.Collections;

namespace Flink.Core.Serialization.Schemas;

/// <summary>One type of a schema; other types are meant by their place in the schema.</summary>
internal abstract record SchemaNode
{
    /// <summary>The places of the types that this one consists of, in the order of their bytes.</summary>
    public virtual IEnumerable<int> Parts => [];
}

/// <summary>A type that is written as one value.</summary>
internal sealed record ScalarNode(Scalar Scalar) : SchemaNode;

/// <summary>An enumeration: written as its number, and meant by its names.</summary>
internal sealed record EnumNode(string Name, Scalar Underlying, EnumConstant[] Constants) : SchemaNode;

/// <summary>A name of an enumeration, and its value as the bits of a 64-bit number.</summary>
internal sealed record EnumConstant(string Name, ulong Value);

/// <summary>A value after a byte that says whether there is one.</summary>
internal sealed record NullableNode(int Element) : SchemaNode
{
    public override IEnumerable<int> Parts => [Element];
}

/// <summary>A collection.</summary>
internal sealed record CollectionNode(CollectionKind Kind, int Element) : SchemaNode
{
    public override IEnumerable<int> Parts => [Element];
}

/// <summary>A struct or class: its fields in the order in which they are written.</summary>
/// <param name="Name">For people, and the classes that derive from a declared one.</param>
/// <param name="IsObject">Whether a byte before the fields says if there is an object, and of which class.</param>
/// <param name="IsMemory">Whether values are copied as a block, in the order of their memory.</param>
/// <param name="Fields">The fields.</param>
/// <param name="Derived">The places of the classes that may stand for this one.</param>
internal sealed record RecordNode(string Name, bool IsObject, bool IsMemory, SchemaField[] Fields, int[] Derived) : SchemaNode
{
    public override IEnumerable<int> Parts => [.. Fields.Select(part => part.Node), .. Derived];
}

/// <summary>A field of a record.</summary>
internal sealed record SchemaField(string Name, int Node);
