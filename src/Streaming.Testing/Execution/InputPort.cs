using Flink.Core.Operators;
using Flink.Core.Records;

namespace Flink.Streaming.Testing.Execution;

/// <summary>An input of one subtask: makes one event time of its senders', and keeps back what the operator does not want to read yet.</summary>
internal abstract class InputPort(Subtask? owner, int input)
{
    private readonly Queue<Action> _waiting = new();

    /// <summary>Whether something is kept back.</summary>
    public bool HasWaiting => _waiting.Count > 0;

    public int Input => input;

    protected bool MayPass => owner is null || (!HasWaiting && owner.Accepts(input));

    // No owner: the recorded output, which reads everything.
    public static InputPort Of(Type recordType, IInput target, Subtask? owner, int input) =>
        (InputPort)Activator.CreateInstance(typeof(InputPort<>).MakeGenericType(recordType), target, owner, input)!;

    public abstract IInput AddSender();

    public void RunNext() => _waiting.Dequeue()();

    protected void Pass(Action action)
    {
        if (MayPass)
        {
            action();
            owner?.DrainWaiting();
        }
        else
        {
            _waiting.Enqueue(action);
        }
    }

    protected void EndOwner() => Pass(() => owner?.EndInput(input));
}

internal sealed class InputPort<T>(IInput<T> target, Subtask? owner, int input) : InputPort(owner, input)
{
    private int _senders;
    private int _ended;
    private WatermarkMerger? _merger;

    // Made with the first signal: then all senders are there.
    private WatermarkMerger Merger => _merger ??= new WatermarkMerger(_senders);

    public override IInput AddSender() => new PortSender<T>(this, _senders++);

    public void Process(Batch<T> batch)
    {
        if (MayPass)
        {
            Pass(() => target.Process(batch));
            return;
        }

        var kept = new Batch<T>(batch.Count);
        batch.CopyTo(kept, 0, batch.Count);
        Pass(() =>
        {
            target.Process(kept);
            kept.Clear();
        });
    }

    public void Process(int sender, Watermark watermark)
    {
        // What a test pushes reaches an operator as it is, also backwards.
        if ((_senders == 1 ? watermark : Merger.Advance(sender, watermark.Time)) is { } merged)
        {
            Pass(() => target.Process(merged));
        }
    }

    public void Process(int sender, StreamStatus status)
    {
        if (_senders == 1)
        {
            Pass(() => target.Process(status));
            return;
        }

        var change = Merger.Change(sender, status == StreamStatus.Idle);
        if (change.Watermark is { } watermark)
        {
            Pass(() => target.Process(watermark));
        }

        if (change.Status is { } merged)
        {
            Pass(() => target.Process(merged));
        }
    }

    public void Process(LatencyMarker marker) => Pass(() => target.Process(marker));

    public void EndSender()
    {
        if (++_ended == _senders)
        {
            EndOwner();
        }
    }
}
