using Flink.Core.Records;

namespace Flink.Core.Operators;

/// <summary>An operator with two inputs of their own types. Its event time is the smaller of the two inputs' watermarks.</summary>
/// <typeparam name="TFirst">Record type of the first input.</typeparam>
/// <typeparam name="TSecond">Record type of the second input.</typeparam>
/// <typeparam name="TOut">The record type that it emits.</typeparam>
public abstract class TwoInputOperator<TFirst, TSecond, TOut> : Operator<TOut>
{
    private readonly CombinedWatermark _combined = new();
    private readonly CombinedWatermark.Part[] _parts;
    private readonly IInput[] _inputs;

    /// <summary>An operator whose inputs are connected by the engine.</summary>
    protected TwoInputOperator()
    {
        _parts = [_combined.Add(), _combined.Add()];
        _inputs = [new FirstInput(this), new SecondInput(this)];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<IInput> Inputs => _inputs;

    /// <summary>Takes a batch of the first input, lent for the time of the call.</summary>
    protected abstract void ProcessFirst(Batch<TFirst> batch);

    /// <summary>Takes a batch of the second input, lent for the time of the call.</summary>
    protected abstract void ProcessSecond(Batch<TSecond> batch);

    /// <summary>Event time of the operator has advanced: the minimum over both inputs.</summary>
    protected virtual void Process(Watermark watermark) => Output.Process(watermark);

    private void Advance(int input, Watermark watermark)
    {
        if (_parts[input].Advance(watermark.Time))
        {
            Update();
        }
    }

    private void Change(int input, StreamStatus status)
    {
        var wasIdle = _combined.IsIdle;
        _parts[input].IsIdle = status == StreamStatus.Idle;
        Update();
        if (_combined.IsIdle != wasIdle)
        {
            Output.Process(status);
        }
    }

    private void Update()
    {
        if (_combined.Update())
        {
            Process(Watermark.At(_combined.Current));
        }
    }

    private sealed class FirstInput(TwoInputOperator<TFirst, TSecond, TOut> owner) : IInput<TFirst>
    {
        public void Process(Batch<TFirst> batch) => owner.ProcessFirst(batch);

        public void Process(Watermark watermark) => owner.Advance(0, watermark);

        public void Process(StreamStatus status) => owner.Change(0, status);

        public void Process(LatencyMarker marker) => owner.Output.Process(marker);
    }

    private sealed class SecondInput(TwoInputOperator<TFirst, TSecond, TOut> owner) : IInput<TSecond>
    {
        public void Process(Batch<TSecond> batch) => owner.ProcessSecond(batch);

        public void Process(Watermark watermark) => owner.Advance(1, watermark);

        public void Process(StreamStatus status) => owner.Change(1, status);

        public void Process(LatencyMarker marker) => owner.Output.Process(marker);
    }
}
