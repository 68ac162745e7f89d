namespace Flink.Benchmarks.State;

/// <summary>Keys in an order that no cache can guess, the same in every process.</summary>
internal struct RandomKeys(int keys)
{
    private ulong _state = 88172645463325252;

    public void Fill(Span<long> batch)
    {
        var x = _state;
        foreach (ref var key in batch)
        {
            x ^= x << 13;
            x ^= x >> 7;
            x ^= x << 17;
            key = (long)((x >> 32) * (ulong)keys >> 32);
        }

        _state = x;
    }
}
