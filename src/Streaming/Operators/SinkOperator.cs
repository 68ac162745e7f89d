using Flink.Core.Operators;
using Flink.Core.Records;
using Flink.Core.Sinks;
using Flink.Core.State;

namespace Flink.Streaming.Operators;

/// <summary>Runs the writer of a sink at the end of a chain. Emits nothing; signals end here.</summary>
/// <typeparam name="T">The record type.</typeparam>
/// <param name="sink">The sink that it writes to.</param>
public sealed class SinkOperator<T>(Sink<T> sink) : OneInputOperator<T, object>
{
    private SinkWriter<T>? _writer;
    private bool _finished;

    private SinkWriter<T> Writer => _writer ?? throw new InvalidOperationException("The sink operator is not open.");

    /// <inheritdoc/>
    public override void Restore(StateReader state)
    {
        _writer = sink.CreateWriter(Context);
        _writer.Restore(state);
    }

    /// <inheritdoc/>
    public override void Open()
    {
        _writer ??= sink.CreateWriter(Context);
        _writer.Start();
    }

    /// <inheritdoc/>
    public override void Process(Batch<T> batch) => Writer.Write(batch);

    /// <inheritdoc/>
    public override void Process(Watermark watermark)
    {
    }

    /// <inheritdoc/>
    public override void Process(StreamStatus status)
    {
    }

    /// <inheritdoc/>
    public override void Process(LatencyMarker marker)
    {
    }

    /// <inheritdoc/>
    public override void Snapshot(StateWriter state)
    {
        // After the end the output is final: there is nothing left to flush.
        if (!_finished)
        {
            Writer.Flush(endOfInput: false);
        }

        Writer.Snapshot(state);
    }

    /// <inheritdoc/>
    public override void NotifyCheckpointComplete(long checkpointId) => Writer.Commit(checkpointId);

    /// <inheritdoc/>
    public override bool AwaitsCheckpoint => Writer.AwaitsCommit;

    /// <inheritdoc/>
    public override void Finish()
    {
        Writer.Flush(endOfInput: true);
        _finished = true;
    }

    /// <inheritdoc/>
    public override void Close() => _writer?.Dispose();
}
