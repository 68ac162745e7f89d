namespace Flink.Core.Functions;

/// <summary>Combines two records into one of the same type. Must be associative: the engine may combine partial results.</summary>
public interface IReduceFunction<T>
{
    /// <summary>The combination of what was reduced so far and the next record.</summary>
    T Reduce(in T reduced, in T next);
}
