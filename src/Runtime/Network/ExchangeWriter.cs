using Flink.Core.Records;
using Flink.Runtime.Scheduling;

namespace Flink.Runtime.Network;

/// <summary>The sending end of an exchange, as its task sees it: all the channels of one subtask to the receivers of one edge.</summary>
/// <remarks>On the task's thread only.</remarks>
public abstract class ExchangeWriter
{
    /// <summary>Records sent so far.</summary>
    public long RecordsOut { get; protected set; }

    /// <summary>Whether every channel can take at least one more batch; else the task parks after <see cref="AskForWake"/>.</summary>
    public abstract bool HasRoom { get; }

    /// <summary>Asks every channel that is full to wake the task when it has room.</summary>
    public abstract void AskForWake();

    /// <summary>Sends what waits here for room.</summary>
    /// <returns>Whether nothing is left.</returns>
    public abstract bool TrySendRest();

    /// <summary>Sends the batches that are not full yet.</summary>
    public abstract void Flush();

    /// <summary>Sends a signal to every receiver, after all records before it.</summary>
    public abstract void Broadcast(StreamElement signal);

    /// <summary>Sets the task: it is woken when there is room, and waits inside its quantum when one batch gave more than there was room for.</summary>
    /// <param name="producer">The task.</param>
    /// <param name="throwIfCanceled">Called before the writer waits.</param>
    public abstract void Attach(Tasklet producer, Action throwIfCanceled);
}
