using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Flink.Core.Serialization.Formats.Collections;

/// <summary>Elements in their order; null stands for the default value, which has no array.</summary>
internal readonly struct ImmutableArrayShape<T> : ICollectionShape<ImmutableArray<T>, T>
{
    public static bool IsNull(ImmutableArray<T> value) => value.IsDefault;

    public static int Count(ImmutableArray<T> value) => value.Length;

    public static ImmutableArray<T> Build(T[] elements, byte detail) => ImmutableCollectionsMarshal.AsImmutableArray(elements);
}
