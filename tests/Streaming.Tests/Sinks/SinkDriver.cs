using Flink.Core.Records;
using Flink.Core.Sinks;
using Flink.Streaming.Tests.Sources;

namespace Flink.Streaming.Tests.Sinks;

/// <summary>Runs one writer of a sink.</summary>
internal sealed class SinkDriver<T>(Sink<T> sink, int subtask = 0, int parallelism = 1, int attempt = 0, TimeProvider? clock = null) : IDisposable
{
    private readonly SinkWriter<T> _writer =
        sink.CreateWriter(new TestRuntimeContext(subtask, parallelism, clock) { AttemptNumber = attempt });

    /// <summary>Writes all records and ends the input.</summary>
    public static void Run(Sink<T> sink, int subtask, int parallelism, params T[] records)
    {
        using var driver = new SinkDriver<T>(sink, subtask, parallelism);
        driver.Write(records);
        driver.Finish();
    }

    public void Write(params T[] records)
    {
        var batch = new Batch<T>(Math.Max(1, records.Length));
        foreach (var record in records)
        {
            batch.Add(in record, Timestamp.None);
        }

        if (batch.Count > 0)
        {
            _writer.Write(batch);
        }
    }

    public void Finish() => _writer.Flush(endOfInput: true);

    public void Dispose() => _writer.Dispose();
}
