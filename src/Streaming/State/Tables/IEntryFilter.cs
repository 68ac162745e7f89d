namespace Flink.Streaming.State.Tables;

/// <summary>Decides which entries of a table go.</summary>
internal interface IEntryFilter<TKey, TValue>
{
    /// <summary>Whether an entry is removed. May change what the value refers to, not the value itself: it may have been frozen.</summary>
    bool Removes(in TKey key, in TValue value);
}
