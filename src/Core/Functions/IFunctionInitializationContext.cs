using Flink.Core.State;

namespace Flink.Core.Functions;

/// <summary>What a function may ask while it gets its states.</summary>
public interface IFunctionInitializationContext
{
    /// <summary>Whether the states hold what an earlier execution wrote.</summary>
    bool IsRestored { get; }

    /// <summary>The subtask's states.</summary>
    IOperatorStateStore OperatorStateStore { get; }

    /// <summary>The states of the subtask's keys.</summary>
    /// <exception cref="FlinkException">The function runs on a stream without keys.</exception>
    IKeyedStateStore KeyedStateStore { get; }
}
