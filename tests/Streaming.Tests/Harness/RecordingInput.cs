using Flink.Core.Operators;
using Flink.Core.Records;

namespace Flink.Streaming.Tests.Harness;

/// <summary>Remembers what reaches it, and spoils the batch afterwards as the next operator may.</summary>
public sealed class RecordingInput<T>(Action<T>? mutate = null) : IInput<T>
{
    public List<T> Records { get; } = [];

    public List<long> Timestamps { get; } = [];

    public List<long> Watermarks { get; } = [];

    public void Process(Batch<T> batch)
    {
        Assert.NotEqual(0, batch.Count);
        Records.AddRange(batch.Records);
        Timestamps.AddRange(batch.Timestamps);
        foreach (var record in batch.Records)
        {
            mutate?.Invoke(record);
        }

        batch.Records.Clear();
    }

    public void Process(Watermark watermark) => Watermarks.Add(watermark.Time);

    public void Process(StreamStatus status)
    {
    }

    public void Process(LatencyMarker marker)
    {
    }
}
