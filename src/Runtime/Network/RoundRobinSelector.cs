namespace Flink.Runtime.Network;

/// <summary>Receivers in turn, record by record (rebalance, rescale).</summary>
/// <param name="channels">Receivers.</param>
/// <param name="first">The first one; senders start at different ones, so that few records do not all meet at the first receiver.</param>
public sealed class RoundRobinSelector<T>(int channels, int first) : IChannelSelector<T>
{
    private int _next = first % channels;

    /// <inheritdoc/>
    public void Select(ReadOnlySpan<T> records, Span<int> chosen)
    {
        var next = _next;
        for (var i = 0; i < chosen.Length; i++)
        {
            chosen[i] = next;
            next = next + 1 == channels ? 0 : next + 1;
        }

        _next = next;
    }
}
