using Flink.Core.Records;

namespace Flink.Runtime.Network;

/// <summary>Chooses a receiver for each record.</summary>
/// <typeparam name="T">The record type.</typeparam>
/// <param name="channels">The receivers.</param>
/// <param name="selector">How they are chosen.</param>
public sealed class SelectingWriter<T>(ISender<T>[] channels, IChannelSelector<T> selector) : ExchangeWriter<T>(channels)
{
    private int[] _chosen = new int[BatchSize.AtExchange<T>()];

    /// <inheritdoc/>
    public override void Process(Batch<T> batch)
    {
        var records = batch.Records;
        var timestamps = batch.Timestamps;
        if (_chosen.Length < records.Length)
        {
            _chosen = new int[records.Length];
        }

        var chosen = _chosen.AsSpan(0, records.Length);
        selector.Select(records, chosen);
        Scatter(records, timestamps, chosen);
    }

    private void Scatter(Span<T> records, Span<long> timestamps, Span<int> chosen)
    {
        for (var i = 0; i < records.Length; i++)
        {
            var channel = chosen[i];
            var building = Building(channel);
            building.Add(in records[i], timestamps[i]);
            if (building.IsFull)
            {
                Flush(channel);
            }
        }
    }
}
