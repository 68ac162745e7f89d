using System.Runtime.CompilerServices;

namespace Flink.Streaming.State.Tables;

/// <summary>Sizes of the chunks in which entries are written.</summary>
internal static class EntryChunk<TKey, TValue>
{
    private const int Bytes = 64 * 1024;

    /// <summary>Entries of a full chunk: what fits the second-level cache.</summary>
    public static readonly int Capacity = Math.Clamp(Bytes / (Unsafe.SizeOf<TKey>() + Unsafe.SizeOf<TValue>()), 1, 1024);
}
