using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Flink.Core.Types;

/// <summary>
/// Maps key hashes to key groups and key groups to subtasks. State moves between subtasks by whole key groups when a job is
/// rescaled, so these functions must never change for a stored job.
/// </summary>
/// <remarks>
/// Ranges follow Apache Flink's KeyGroupRangeAssignment; the group of a key does not, since no state is exchanged with it: it is
/// the upper half of the <see cref="StableHash"/> scaled to the number of groups, which leaves the lower half to hash tables.
/// </remarks>
public static class KeyGroups
{
    /// <summary>The largest maximum parallelism, and so the largest number of key groups.</summary>
    public const int MaxMaxParallelism = 32768;

    /// <summary>The smallest maximum parallelism that <see cref="DefaultMaxParallelism"/> gives.</summary>
    public const int MinDefaultMaxParallelism = 128;

    /// <summary>The key group, 0 to <paramref name="maxParallelism"/> - 1, of a key with this hash.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Of(ulong hash, int maxParallelism)
    {
        Debug.Assert(maxParallelism is >= 1 and <= MaxMaxParallelism, "Maximum parallelism is checked where it is set.");
        return (int)(((hash >> 32) * (uint)maxParallelism) >> 32);
    }

    /// <summary>The index of the subtask that owns a key group.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int OperatorIndex(int keyGroup, int maxParallelism, int parallelism) =>
        (int)((uint)(keyGroup * parallelism) / (uint)maxParallelism);

    /// <summary>The index of the subtask that owns the key with this hash.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int OperatorIndexOf(ulong hash, int maxParallelism, int parallelism) =>
        OperatorIndex(Of(hash, maxParallelism), maxParallelism, parallelism);

    /// <summary>The key groups that subtask <paramref name="index"/> of <paramref name="parallelism"/> owns.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index, the parallelism or the maximum parallelism is out of range.</exception>
    public static KeyGroupRange RangeOf(int index, int maxParallelism, int parallelism)
    {
        CheckMaxParallelism(maxParallelism);
        ArgumentOutOfRangeException.ThrowIfLessThan(parallelism, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(parallelism, maxParallelism);
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, parallelism);
        return new KeyGroupRange(FirstOf(index, maxParallelism, parallelism), FirstOf(index + 1, maxParallelism, parallelism));
    }

    /// <summary>
    /// The maximum parallelism of an operator that sets none: one and a half times its parallelism, rounded up to a power of two,
    /// at least 128 and at most 32,768.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The parallelism is below 1 or above <see cref="MaxMaxParallelism"/>.</exception>
    public static int DefaultMaxParallelism(int parallelism)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(parallelism, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(parallelism, MaxMaxParallelism);
        var rounded = (int)BitOperations.RoundUpToPowerOf2((uint)(parallelism + parallelism / 2));
        return Math.Clamp(rounded, MinDefaultMaxParallelism, MaxMaxParallelism);
    }

    /// <summary>Refuses a maximum parallelism outside 1 to <see cref="MaxMaxParallelism"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is outside.</exception>
    public static void CheckMaxParallelism(int maxParallelism)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxParallelism, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxParallelism, MaxMaxParallelism);
    }

    private static int FirstOf(int index, int maxParallelism, int parallelism) =>
        (index * maxParallelism + parallelism - 1) / parallelism;
}
