using Flink.Core.Closures;
using Flink.Core.Functions;
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

    /// <summary>Copies of the files that a job registered; on an I/O thread, may take as long as it takes to fetch them.</summary>
    /// <param name="job">The job that needs them.</param>
    /// <param name="files">The files.</param>
    /// <exception cref="Core.FlinkException">One cannot be had; names it.</exception>
    DistributedCache FilesOf(JobId job, IReadOnlyList<CachedFile> files) => DistributedCache.OnThisMachine(files);

    /// <summary>A job uses its program and files no more.</summary>
    void Release(JobId job);
}
