namespace Flink.Streaming.State.Tables;

/// <summary>What is done with each entry of a table; a struct, so that the loop over the table is closed over it.</summary>
internal interface IEntryVisitor<TKey, TValue>
{
    /// <summary>Called once for each entry. Must not add or remove keys.</summary>
    /// <param name="key">The key.</param>
    /// <param name="hash">Its hash, or 1 where that is 0; with it the key can be added to another table.</param>
    /// <param name="value">The value; to be changed only where the table says so.</param>
    void Visit(in TKey key, ulong hash, ref TValue value);
}
