namespace Flink.Runtime.Network;

/// <summary>Chooses receivers for the records of one sending subtask; may keep state.</summary>
/// <typeparam name="T">The record type.</typeparam>
public interface IChannelSelector<T>
{
    /// <summary>Fills in one channel index a record.</summary>
    void Select(ReadOnlySpan<T> records, Span<int> channels);
}
