using Flink.Core.Records;

namespace Flink.Runtime.Network;

/// <summary>Sends every record to every receiver; each gets copies of its own.</summary>
/// <typeparam name="T">The record type.</typeparam>
/// <param name="channels">The receivers.</param>
public sealed class BroadcastWriter<T>(ISender<T>[] channels) : ExchangeWriter<T>(channels)
{
    private readonly BatchCopier<T> _copier = new();

    /// <inheritdoc/>
    public override void Process(Batch<T> batch)
    {
        for (var i = 1; i < NumberOfChannels; i++)
        {
            var copy = _copier.Copy(batch);
            Append(i, copy, 0, copy.Count);
        }

        SendWhole(0, batch);
    }
}
