using System.Runtime.CompilerServices;
using Flink.Core.Types;

namespace Flink.Streaming.State;

/// <summary>Prepares values for state: what others may still change is copied, what would keep other memory alive is compacted.</summary>
/// <typeparam name="T">The type of the values.</typeparam>
internal static class Kept<T>
{
    /// <summary>Whether the type holds UTF-8 strings that compaction reaches.</summary>
    public static readonly bool HasText = TextCompaction<T>.Code is not null;

    /// <summary>Makes a value that nobody else holds fit to be kept.</summary>
    /// <returns>Whether anything had to be done.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Compact(ref T value) => HasText && TextCompaction<T>.Code!(ref value);

    /// <summary>Makes a value fit to be kept that also goes downstream, where it may be changed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Detach(ref T value)
    {
        if (Copying.IsNeeded)
        {
            value = RecordCopier<T>.Copy(value);
        }

        Compact(ref value);
    }

    // Apart, so that a type that cannot be copied can still be kept where no copy is needed.
    private static class Copying
    {
        public static readonly bool IsNeeded = !RecordCopier<T>.IsTrivial;
    }
}
