using Flink.Core.Metrics;

namespace Flink.Core.Functions;

/// <summary>What a rich function may ask about where it runs.</summary>
/// <remarks>One object a subtask and operator; used on the task's thread only.</remarks>
public abstract class RuntimeContext
{
    /// <summary>Name of the job.</summary>
    public abstract string JobName { get; }

    /// <summary>Name of the operator's vertex and subtask, such as <c>Source -> Map (1/2)</c>.</summary>
    public abstract string TaskName { get; }

    /// <summary>Index of this subtask, from 0.</summary>
    public abstract int SubtaskIndex { get; }

    /// <summary>Subtasks of the operator.</summary>
    public abstract int Parallelism { get; }

    /// <summary>Key groups of the operator: the most subtasks it can ever have.</summary>
    public abstract int MaxParallelism { get; }

    /// <summary>How often the subtask was started before; 0 the first time.</summary>
    public abstract int Attempt { get; }

    /// <summary>Whether the job takes checkpoints at intervals: what must be seen once is then made visible when one is complete.</summary>
    public virtual bool HasCheckpoints => false;

    /// <summary>The clock of processing time; a test's clock in a test.</summary>
    public abstract TimeProvider Clock { get; }

    /// <summary>Signalled when the task is to end early. A function that waits should pass it on.</summary>
    public abstract CancellationToken Cancellation { get; }

    /// <summary>Adds an accumulator whose merged value is in the job's result.</summary>
    /// <exception cref="ArgumentException">The name is taken by another accumulator of this subtask.</exception>
    public abstract void AddAccumulator(string name, IAccumulator accumulator);
}
