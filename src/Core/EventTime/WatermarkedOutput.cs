using Flink.Core.Operators;
using Flink.Core.Records;

namespace Flink.Core.EventTime;

/// <summary>Passes batches and watermarks on in the order in which they were meant, also where a watermark belongs into the middle of a batch.</summary>
/// <typeparam name="T">The record type.</typeparam>
/// <param name="output">Where both go.</param>
/// <remarks>On the task's thread.</remarks>
public sealed class WatermarkedOutput<T>(IInput<T> output) : IWatermarkOutput
{
    private Batch<T>? _batch;
    private Batch<T>? _part;
    private int _sent;

    /// <summary>The last watermark; <see cref="Watermark.Unset"/> before the first.</summary>
    public long Time { get; private set; } = Watermark.Unset;

    /// <summary>Whether the stream was last said to be idle.</summary>
    public bool IsIdle { get; private set; }

    /// <summary>How many records of the batch at hand precede what is emitted next.</summary>
    public int Position { get; set; }

    /// <summary>Begins a batch, whose timestamps have been assigned.</summary>
    public void Begin(Batch<T> batch) => (_batch, _sent, Position) = (batch, 0, 0);

    /// <summary>Passes on what is left of the batch.</summary>
    public void End()
    {
        Position = _batch!.Count;
        PassRecords();
        _batch = null;
    }

    /// <inheritdoc/>
    public void EmitWatermark(long time)
    {
        if (time <= Time)
        {
            return;
        }

        MarkActive();
        PassRecords();
        Time = time;
        output.Process(Watermark.At(time));
    }

    /// <inheritdoc/>
    public void MarkIdle() => Mark(isIdle: true);

    /// <inheritdoc/>
    public void MarkActive() => Mark(isIdle: false);

    private void Mark(bool isIdle)
    {
        if (IsIdle != isIdle)
        {
            PassRecords();
            IsIdle = isIdle;
            output.Process(isIdle ? StreamStatus.Idle : StreamStatus.Active);
        }
    }

    private void PassRecords()
    {
        if (_batch is not { } batch || Position == _sent)
        {
            return;
        }

        if (_sent == 0 && Position == batch.Count)
        {
            output.Process(batch);
        }
        else
        {
            // The receiver may do what it likes with what it is lent, so it gets the part in a batch of its own.
            _part ??= new Batch<T>(batch.Capacity);
            batch.CopyTo(_part, _sent, Position - _sent);
            output.Process(_part);
            _part.Clear();
        }

        _sent = Position;
    }
}
