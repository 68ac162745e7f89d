using Flink.Benchmarks.Harness;
using Flink.Benchmarks.Records;
using Flink.Core.Serialization;

namespace Flink.Benchmarks.Jobs;

/// <summary>Serializes batches one after the other into one buffer.</summary>
internal sealed class SerializeWork<T>(long records) : IWork
    where T : ISample<T>
{
    private readonly Serializer<T> _serializer = Serializers.For<T>();
    private readonly T[] _batch = ISample<T>.Batch<T>();
    private readonly FixedTarget _target = new(1 << 20);

    public long Units => records;

    public long Run()
    {
        for (long done = 0; done < records; done += _batch.Length)
        {
            _target.Reset();
            _serializer.Serialize(_batch, _target);
        }

        return Verify();
    }

    private long Verify()
    {
        var copy = new T[_batch.Length];
        var reader = new RecordReader(_target.Written);
        _serializer.ReadAll(ref reader, copy);
        return copy.Sum(record => T.Checksum(in record));
    }
}
