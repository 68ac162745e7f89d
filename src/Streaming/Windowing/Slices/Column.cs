using System.Runtime.CompilerServices;

namespace Flink.Streaming.Windowing.Slices;

/// <summary>Arrays of the history of sliding windows.</summary>
internal static class Column
{
    /// <summary>Makes an array that lives long: it is neither copied from generation to generation nor cleared, since places are set before they are read.</summary>
    /// <typeparam name="T">The type of its elements. Those with references lie where all objects do.</typeparam>
    /// <param name="length">Its length.</param>
    public static T[] New<T>(int length) =>
        RuntimeHelpers.IsReferenceOrContainsReferences<T>() ? new T[length] : GC.AllocateUninitializedArray<T>(length, pinned: true);
}
