namespace Flink.Core.Serialization.Formats.Collections;

/// <summary>What of a collection its bytes depend on: stands in schemas, so numbers are never given to another.</summary>
internal enum CollectionKind : byte
{
    /// <summary>Elements in order, without a detail.</summary>
    Sequence = 1,

    /// <summary>Elements in order, and whether they were an array: lists that are declared by an interface.</summary>
    ListInterface = 2,

    /// <summary>Distinct elements after the byte of their comparer.</summary>
    Set = 3,

    /// <summary>Pairs with distinct keys after the byte of their comparer.</summary>
    Map = 4,
}
