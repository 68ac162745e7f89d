using Flink.Benchmarks.Harness;
using Flink.Benchmarks.Records;

namespace Flink.Benchmarks.Prototypes;

/// <summary>Serializes batches by hand into one array.</summary>
internal sealed class HandSerialize<T, TCodec>(long records) : IWork
    where T : ISample<T>
    where TCodec : struct, IHandCodec<T>
{
    private readonly T[] _batch = ISample<T>.Batch<T>();
    private readonly byte[] _target = GC.AllocateArray<byte>(1 << 20, pinned: true);

    public long Units => records;

    public long Run()
    {
        for (long done = 0; done < records; done += _batch.Length)
        {
            TCodec.WriteAll(_batch, _target);
        }

        var copy = new T[_batch.Length];
        TCodec.ReadAll(_target, copy);
        return copy.Sum(record => T.Checksum(in record));
    }
}
