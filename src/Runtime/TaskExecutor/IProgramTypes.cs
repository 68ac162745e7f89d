using Flink.Core.Closures;
using Flink.Core.Graph;

namespace Flink.Runtime.TaskExecutor;

/// <summary>Where a process finds the types of programs: it fetches them, and loads each content once.</summary>
public interface IProgramTypes
{
    /// <summary>The types of a program; takes as long as it takes to fetch and load it.</summary>
    /// <param name="job">The job that needs them.</param>
    /// <param name="program">Content hash of the program's zip; null where the engine's own types are enough.</param>
    /// <exception cref="Core.FlinkException">The program cannot be had or loaded.</exception>
    Task<TypeResolver> FindAsync(JobId job, string? program);

    /// <summary>A job uses its program no more.</summary>
    void Release(JobId job);
}
