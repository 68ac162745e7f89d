using Flink.Core.Records;

namespace Flink.Runtime.Network;

/// <summary>Sends everything to one receiver: forward, global, or any partitioning with a single receiver.</summary>
/// <typeparam name="T">The record type.</typeparam>
/// <param name="channels">The receivers of the edge.</param>
/// <param name="target">Index of the one that gets the records; all get the signals.</param>
public sealed class SingleChannelWriter<T>(ISender<T>[] channels, int target = 0) : ExchangeWriter<T>(channels)
{
    /// <inheritdoc/>
    public override void Process(Batch<T> batch) => SendWhole(target, batch);
}
