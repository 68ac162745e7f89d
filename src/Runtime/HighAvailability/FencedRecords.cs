namespace Flink.Runtime.HighAvailability;

/// <summary>
/// The small store behind all others: values by key, of one cluster and as one term of leadership sees them. A provider of high availability
/// implements this, the rest is the same for all.
/// </summary>
/// <remarks>
/// The contract, whatever clocks do and whenever a process dies or pauses: a write that completed without an exception is seen by every later
/// term; a write of a term that completes after a later term began throws. The methods return without waiting for
/// the provider, and take effect in the order in which they were called. Any exception but <see cref="LeadershipLostException"/> with
/// <see cref="LeadershipLostException.MayBeDone"/> false leaves open whether it was written: try again, or
/// leave what the value refers to where it is. Safe for concurrent use.
/// </remarks>
public abstract class FencedRecords
{
    /// <summary>Writes or replaces a value, durably and at once.</summary>
    /// <param name="key">Lower-case letters, digits, '-' and '.'; at most 200 characters.</param>
    /// <param name="value">Of any size; unchanged until the task is complete.</param>
    public abstract Task PutAsync(string key, ReadOnlyMemory<byte> value);

    /// <summary>Removes a value; nothing happens when there is none.</summary>
    public abstract Task RemoveAsync(string key);

    /// <summary>The value; null when there is none.</summary>
    public abstract Task<ReadOnlyMemory<byte>?> GetAsync(string key);

    /// <summary>The keys that begin so, in ordinal order.</summary>
    public abstract Task<IReadOnlyList<string>> ListAsync(string prefix);
}
