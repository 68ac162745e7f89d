using Flink.Core.Functions;
using Flink.Core.Graph;
using Flink.Core.Records;

namespace Flink.Core.Operators;

/// <summary>What the engine offers an operator beyond what user functions see.</summary>
/// <remarks>Used on the task's thread only, except <see cref="Post"/>.</remarks>
public abstract class OperatorContext : RuntimeContext
{
    /// <summary>The operator's id in the job graph.</summary>
    public abstract OperatorId OperatorId { get; }

    /// <summary>Native memory with a hard bound, shared by the operators of the slot.</summary>
    public abstract IManagedMemory ManagedMemory { get; }

    /// <summary>Runs an action on the task's thread, between two batches. May be called from any thread; in order for one caller.</summary>
    /// <remarks>Dropped when the task has ended; an exception of the action fails the task.</remarks>
    public abstract void Post(Action action);

    /// <summary>Calls back on the task's thread once processing time has reached <paramref name="time"/>.</summary>
    /// <param name="time">Milliseconds since the epoch; a past time fires at the next opportunity.</param>
    /// <param name="callback">Gets <paramref name="time"/>. Not called after the task's inputs have ended.</param>
    /// <returns>Disposing it cancels the timer.</returns>
    public abstract IDisposable RegisterProcessingTimer(long time, Action<long> callback);

    /// <summary>A timer that the operator sets again and again, which allocates nothing in a task; it is not set yet.</summary>
    /// <param name="callback">As that of <see cref="RegisterProcessingTimer"/>.</param>
    public virtual IProcessingTimer NewProcessingTimer(Action<long> callback) => new RegisteredTimer(this, callback);

    /// <summary>The side output of a tag; an output that nobody reads swallows what it gets.</summary>
    /// <typeparam name="T">Record type of the tag.</typeparam>
    public abstract IInput<T> SideOutput<T>(OutputTag<T> tag);
}
