using System.Runtime.Loader;
using Flink.Core.Closures;
using Flink.Core.Functions;
using Flink.Core.Graph;
using Flink.Runtime.Blobs;
using Flink.Runtime.Programs;

namespace Flink.Runtime.TaskExecutor;

/// <summary>Finds the types of programs in the cache of this process.</summary>
/// <param name="cache">The cache.</param>
public sealed class CachedPrograms(ProgramCache cache) : IProgramTypes
{
    /// <inheritdoc/>
    public Task<TypeResolver> FindAsync(JobId job, string? program) => program is null
        ? Task.FromResult(TypeResolver.In(AssemblyLoadContext.GetLoadContext(typeof(JobGraph).Assembly)!))
        : cache.TypesOfAsync(job, BlobKey.Parse(program), CancellationToken.None);

    /// <inheritdoc/>
    public DistributedCache FilesOf(JobId job, IReadOnlyList<CachedFile> files) => cache.FilesOf(job, files);

    /// <inheritdoc/>
    public void Release(JobId job) => cache.Release(job);
}
