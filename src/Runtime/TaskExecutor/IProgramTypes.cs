using Flink.Core.Closures;
using Flink.Core.Graph;

namespace Flink.Runtime.TaskExecutor;

/// <summary>Where a worker finds the types of programs: it fetches them, and loads each content once.</summary>
public interface IProgramTypes
{
    /// <summary>The types of a program; on an I/O thread, may take as long as it takes to fetch the program.</summary>
    /// <param name="job">The job that needs them.</param>
    /// <param name="program">Content hash of the program; null where the engine's own types are enough.</param>
    /// <exception cref="Core.FlinkException">The program cannot be had or loaded.</exception>
    TypeResolver Find(JobId job, string? program);

    /// <summary>A job uses its program no more.</summary>
    void Release(JobId job);
}
