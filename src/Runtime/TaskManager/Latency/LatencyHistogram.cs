namespace Flink.Runtime.TaskManager.Latency;

/// <summary>The last latencies from one origin, in milliseconds. Safe for concurrent use.</summary>
/// <param name="size">How many are remembered.</param>
public sealed class LatencyHistogram(int size)
{
    private readonly long[] _window = new long[size];
    private readonly Lock _gate = new();
    private long _count;

    /// <summary>Takes one in, in place of the oldest.</summary>
    public void Add(long latency)
    {
        lock (_gate)
        {
            _window[_count++ % _window.Length] = latency;
        }
    }

    /// <summary>What is remembered now; at least one must have been taken in.</summary>
    public LatencyFigures Read()
    {
        lock (_gate)
        {
            return new LatencyFigures(_count, _window[..(int)Math.Min(_count, _window.Length)]);
        }
    }
}
