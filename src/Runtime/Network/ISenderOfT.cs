using Flink.Core.Records;

namespace Flink.Runtime.Network;

/// <summary>The sending end of a channel.</summary>
/// <typeparam name="T">The record type.</typeparam>
public interface ISender<T> : ISender
{
    /// <summary>Records a batch of this channel holds.</summary>
    int BatchCapacity { get; }

    /// <summary>An empty batch, which is the caller's until it is sent.</summary>
    /// <returns>Null when the producer is out of credit.</returns>
    Batch<T>? TryRent();

    /// <summary>Takes an element over, or nothing that the caller could tell: it comes with the same element again.</summary>
    /// <returns>False when there is no room for it, or for a part of it.</returns>
    bool TrySend(StreamElement element);
}
