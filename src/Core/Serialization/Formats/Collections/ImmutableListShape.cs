using System.Collections.Immutable;

namespace Flink.Core.Serialization.Formats.Collections;

/// <summary>Elements in their order.</summary>
internal readonly struct ImmutableListShape<T> : ICollectionShape<ImmutableList<T>, T>
{
    public static int Count(ImmutableList<T> value) => value.Count;

    public static ImmutableList<T>? Build(T[] elements, byte detail) => [.. elements];
}
