using Flink.Core.Operators;
using Flink.Core.Records;
using Flink.Core.Sinks;
using Flink.Core.State;

namespace Flink.Streaming.Operators;

/// <summary>Runs a sink's writer at the end of a chain.</summary>
internal sealed class SinkOperator<T>(Sink<T> sink) : Operator, IInput<T>
{
    private SinkWriter<T>? _writer;

    public override IReadOnlyList<IInput> Inputs => [this];

    private SinkWriter<T> Writer => _writer ??= sink.CreateWriter(Context);

    public override void Connect(IInput output) => throw new InvalidOperationException("A sink has no output.");

    public override void Restore(StateReader state) => Writer.Restore(state);

    public override void Open() => _ = Writer;

    public void Process(Batch<T> batch) => Writer.Write(batch);

    public void Process(Watermark watermark)
    {
    }

    public void Process(StreamStatus status)
    {
    }

    public void Process(LatencyMarker marker)
    {
    }

    public override void Snapshot(StateWriter state)
    {
        Writer.Flush(endOfInput: false);
        Writer.Snapshot(state);
    }

    public override void Finish() => Writer.Flush(endOfInput: true);

    public override void Close() => _writer?.Dispose();
}
