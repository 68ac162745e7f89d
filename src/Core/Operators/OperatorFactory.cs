namespace Flink.Core.Operators;

/// <summary>Makes the operator of one subtask. Part of the job graph: it holds the user's functions and travels with them.</summary>
public abstract class OperatorFactory
{
    /// <summary>Types of the inputs, in order; empty for a source.</summary>
    public abstract IReadOnlyList<Type> InputTypes { get; }

    /// <summary>Record type of the main output; null for an operator without one (a sink).</summary>
    public abstract Type? OutputType { get; }

    /// <summary>True when the operator's functions may block: its task then gets a thread of its own.</summary>
    public virtual bool IsBlocking => false;

    /// <summary>Makes an operator; called once for each subtask and attempt, on the task's thread.</summary>
    public abstract Operator Create();
}
