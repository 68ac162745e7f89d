using Flink.Benchmarks.Harness;
using Flink.Benchmarks.Records;

namespace Flink.Benchmarks.Prototypes;

/// <summary>Reads the same bytes by hand again and again into one batch, and looks at each record once.</summary>
internal sealed class HandDeserialize<T, TCodec> : IWork
    where T : ISample<T>
    where TCodec : struct, IHandCodec<T>
{
    private readonly T[] _batch = ISample<T>.Batch<T>();
    private readonly byte[] _bytes;

    public HandDeserialize(long records)
    {
        Units = records;
        var target = new byte[1 << 20];
        _bytes = target.AsSpan(0, TCodec.WriteAll(_batch, target)).ToArray();
    }

    public long Units { get; }

    public long Run()
    {
        var sum = 0L;
        for (long done = 0; done < Units; done += _batch.Length)
        {
            sum += Round();
        }

        return sum;
    }

    private long Round()
    {
        TCodec.ReadAll(_bytes, _batch);
        var sum = 0L;
        foreach (ref readonly var record in _batch.AsSpan())
        {
            sum += T.Checksum(in record);
        }

        return sum;
    }
}
