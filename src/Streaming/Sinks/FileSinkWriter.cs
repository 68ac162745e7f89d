using Flink.Core.Records;
using Flink.Core.Sinks;

namespace Flink.Streaming.Sinks;

/// <summary>Writes the records of a subtask to its file.</summary>
internal sealed class FileSinkWriter<T> : SinkWriter<T>
{
    private const int WriteSize = 56 * 1024;

    private readonly EncodeBuffer _buffer = new();
    private readonly FileSinkTarget _target;
    private readonly IRecordEncoder<T> _encoder;
    private bool _hasRecords;

    public FileSinkWriter(FileSinkTarget target, IRecordEncoder<T> encoder)
    {
        _target = target;
        _encoder = encoder;
        encoder.EncodeHeader(_buffer);
    }

    public override void Write(Batch<T> batch)
    {
        _hasRecords = true;
        foreach (ref readonly var record in batch.Records)
        {
            _encoder.Encode(in record, _buffer);
            if (_buffer.Length >= WriteSize)
            {
                Empty();
            }
        }
    }

    public override void Flush(bool endOfInput)
    {
        Empty();
        if (!endOfInput)
        {
            // The file counts only once it is complete, so there is nothing to make durable before.
            return;
        }

        if (_hasRecords || !_target.IsPart)
        {
            _target.Commit();
        }
        else
        {
            _target.Omit();
        }
    }

    public override void Dispose()
    {
        _target.Dispose();
        base.Dispose();
    }

    private void Empty()
    {
        _target.Stream.Write(_buffer.Written.Span);
        _buffer.Clear();
    }
}
