using Flink.Core.Operators;
using Flink.Core.Records;
using Flink.Runtime.Scheduling;

namespace Flink.Runtime.Network;

/// <summary>What flows from one subtask to another, as the receiving task sees it.</summary>
/// <remarks>Consumer members are called on the consumer's thread only.</remarks>
public abstract class Channel
{
    /// <summary>The oldest element, or null when there is none at the moment.</summary>
    public abstract StreamElement? TryTake();

    /// <summary>Passes a batch that was taken from here to an input and gives it back to the producer.</summary>
    public abstract void Deliver(Batch batch, IInput input);

    /// <summary>What the consumer took that came from another worker; from any thread.</summary>
    public virtual Traffic Taken => default;

    /// <summary>Whether something is there to take.</summary>
    public abstract bool HasData { get; }

    /// <summary>Sets who is woken when something arrives. What arrived before is found by the first poll.</summary>
    public abstract Tasklet? Consumer { set; }
}
