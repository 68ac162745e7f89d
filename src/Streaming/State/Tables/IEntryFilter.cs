namespace Flink.Streaming.State.Tables;

/// <summary>Decides which entries of a table go.</summary>
internal interface IEntryFilter<TKey, TValue>
{
    /// <summary>Whether an entry is removed. Called once for each entry; may change the value.</summary>
    bool Removes(in TKey key, ref TValue value);
}
