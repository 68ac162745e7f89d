using System.Buffers;
using Flink.Benchmarks.Harness;
using Flink.Benchmarks.Records;
using Flink.Core.Serialization;

namespace Flink.Benchmarks.Jobs;

/// <summary>Reads the same bytes again and again into one batch, and looks at each record once.</summary>
internal sealed class DeserializeWork<T> : IWork
    where T : ISample<T>
{
    private readonly Serializer<T> _serializer = Serializers.For<T>();
    private readonly T[] _batch = ISample<T>.Batch<T>();
    private readonly byte[] _bytes;

    public DeserializeWork(long records)
    {
        Units = records;
        var target = new ArrayBufferWriter<byte>();
        _serializer.Serialize(_batch, target);
        _bytes = target.WrittenSpan.ToArray();
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
        var reader = new RecordReader(_bytes, 0, _bytes.Length);
        _serializer.ReadAll(ref reader, _batch);
        var sum = 0L;
        foreach (ref readonly var record in _batch.AsSpan())
        {
            sum += T.Checksum(in record);
        }

        return sum;
    }
}
