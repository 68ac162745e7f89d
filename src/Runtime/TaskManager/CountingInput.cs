using Flink.Core.Operators;
using Flink.Core.Records;

namespace Flink.Runtime.TaskManager;

/// <summary>Counts the records that an operator emits, a batch at a time.</summary>
public abstract class CountingInput
{
    /// <summary>Records so far; written on the task's thread, read by meters from others.</summary>
    public long Records { get; protected set; }
}

/// <inheritdoc/>
/// <typeparam name="T">The record type.</typeparam>
/// <param name="target">Where records and signals go.</param>
/// <param name="sides">The readers of the operator's side outputs: what it says about time on its main output holds for them too.</param>
public sealed class CountingInput<T>(IInput<T> target, IInput[] sides) : CountingInput, IInput<T>
{
    private uint _nextMarker;

    /// <inheritdoc/>
    public void Process(Batch<T> batch)
    {
        Records += batch.Count;
        target.Process(batch);
    }

    /// <inheritdoc/>
    public void Process(Watermark watermark)
    {
        target.Process(watermark);
        foreach (var side in sides)
        {
            side.Process(watermark);
        }
    }

    /// <inheritdoc/>
    public void Process(StreamStatus status)
    {
        target.Process(status);
        foreach (var side in sides)
        {
            side.Process(status);
        }
    }

    /// <inheritdoc/>
    public void Process(LatencyMarker marker)
    {
        // To one of its readers in turn: markers that multiplied where data flows branch would grow with the product of all branches.
        var next = _nextMarker++ % (uint)(sides.Length + 1);
        (next == 0 ? target : sides[next - 1]).Process(marker);
    }
}
