using System.Text;
using Flink.Core.Records;
using Flink.Core.Sinks;
using Flink.Core.State;

namespace Flink.Streaming.Sinks;

/// <summary>Writes the records of a subtask to a file for each checkpoint, which becomes visible when the checkpoint is complete.</summary>
/// <remarks>
/// Two phases: a snapshot closes the part, whose bytes are made durable away from the task's thread while the next one is begun; the
/// names of all parts that wait are the state. A restored writer makes those visible, since their checkpoint was complete.
/// </remarks>
internal sealed class CheckpointedFileWriter<T>(FileSinkFolder folder, IRecordEncoder<T> encoder) : SinkWriter<T>
{
    private const int WriteSize = 56 * 1024;
    private const string PartsState = "parts";

    private readonly EncodeBuffer _buffer = new();
    private readonly SortedDictionary<long, FileSinkPart> _waiting = [];
    private FileSinkPart? _part;
    private long _restored = -1;

    public override bool AwaitsCommit => _part is not null || _waiting.Count > 0;

    public override void Restore(StateReader state)
    {
        _restored = state.CheckpointId;
        foreach (var entry in state.OperatorEntries(PartsState))
        {
            folder.Commit(Encoding.UTF8.GetString(entry.Span));
        }
    }

    public override void Start()
    {
        if (_restored >= 0)
        {
            folder.Continue(_restored);
        }
        else
        {
            folder.Begin();
        }
    }

    public override void Write(Batch<T> batch)
    {
        if (_part is null)
        {
            _part = new FileSinkPart(folder);
            encoder.EncodeHeader(_buffer);
        }

        foreach (ref readonly var record in batch.Records)
        {
            encoder.Encode(in record, _buffer);
            if (_buffer.Length >= WriteSize)
            {
                Empty();
            }
        }
    }

    public override void Flush(bool endOfInput) => Empty();

    public override void Snapshot(StateWriter state)
    {
        foreach (var waiting in _waiting.Values)
        {
            waiting.ThrowIfBroken();
        }

        if (_part is { } part)
        {
            part.Name = folder.NameOf(state.CheckpointId);
            _waiting.Add(state.CheckpointId, part);
            _part = null;
        }

        if (_waiting.Count > 0)
        {
            state.WriteLater(new Parts([.. _waiting.Values]));
        }
    }

    public override void Commit(long checkpointId)
    {
        while (_waiting.Count > 0 && _waiting.First() is var (closedAt, part) && closedAt <= checkpointId)
        {
            folder.Commit(part.Name);
            _waiting.Remove(closedAt);
        }
    }

    // Parts that are durable stay where they are: a complete checkpoint may have them.
    public override void Dispose()
    {
        _part?.Discard();
        foreach (var part in _waiting.Values)
        {
            part.Discard();
        }

        base.Dispose();
    }

    private void Empty()
    {
        if (_part is { } part)
        {
            part.Write(_buffer.Written.Span);
            _buffer.Clear();
        }
    }

    private sealed class Parts(IReadOnlyList<FileSinkPart> parts) : IFrozenState
    {
        public void Write(StateWriter state, CancellationToken cancellation)
        {
            foreach (var part in parts)
            {
                part.Suspend();
                var entry = state.BeginOperatorEntry(PartsState);
                var count = Encoding.UTF8.GetBytes(part.Name, entry.GetSpan(Encoding.UTF8.GetMaxByteCount(part.Name.Length)));
                entry.Advance(count);
            }
        }

        public void Dispose()
        {
            // The writer keeps the parts; the next snapshot has them again.
        }
    }
}
