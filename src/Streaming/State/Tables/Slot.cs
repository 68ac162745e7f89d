namespace Flink.Streaming.State.Tables;

/// <summary>An entry as it lies in a page; the hash comes first, whatever the types are.</summary>
internal struct Slot<TKey, TValue>
{
    /// <summary>The comparer's hash of the key; 0 for a free slot, all of which is zero then.</summary>
    public ulong Hash;
    public TKey Key;
    public TValue Value;
}
