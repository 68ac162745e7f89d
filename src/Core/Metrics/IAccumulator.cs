namespace Flink.Core.Metrics;

/// <summary>A value that every subtask adds to and that the job's result holds merged. Updated on the task's thread.</summary>
public interface IAccumulator
{
    /// <summary>What has been collected so far: a number, a list, ...</summary>
    object? Value { get; }

    /// <summary>Takes over what another subtask's accumulator of the same name and type holds.</summary>
    /// <exception cref="InvalidOperationException">The other one is of another type.</exception>
    void Merge(IAccumulator other);

    /// <summary>A copy that later updates do not change.</summary>
    IAccumulator Copy();
}
