using System.Runtime.CompilerServices;
using Flink.Core.Types;

namespace Flink.Streaming.State;

/// <summary>Prepares values for state: what others may still change is copied, what would keep other memory alive is compacted.</summary>
/// <typeparam name="T">The type of the values.</typeparam>
internal static class Kept<T>
{
    /// <summary>Whether the type holds UTF-8 strings that compaction reaches.</summary>
    public static readonly bool HasText = TextCompaction<T>.Code is not null;

    private static readonly bool _isNullable = Nullable.GetUnderlyingType(typeof(T)) is not null;

    /// <summary>Whether a value is null. Unlike <c>is null</c>, it boxes no value in debug builds either.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsNull(in T value) => typeof(T).IsValueType ? _isNullable && value is null : value is null;

    /// <summary>A kept value for somebody who may change it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T CopyOf(in T value) => Copying.IsNeeded ? RecordCopier<T>.Copy(value) : value;

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
