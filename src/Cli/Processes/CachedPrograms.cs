using System.Runtime.Loader;
using Flink.Core.Closures;
using Flink.Core.Graph;
using Flink.Runtime.Blobs;
using Flink.Runtime.Programs;
using Flink.Runtime.TaskExecutor;

namespace Flink.Cli.Processes;

/// <summary>The types of programs, from the programs that this process has fetched and loaded.</summary>
internal sealed class CachedPrograms(ProgramCache cache) : IProgramTypes
{
    private static readonly TypeResolver _engine = TypeResolver.In(AssemblyLoadContext.Default);

    public TypeResolver Find(JobId job, string? program) => program is null
        ? _engine
        : cache.TypesOfAsync(job, BlobKey.Parse(program), CancellationToken.None).GetAwaiter().GetResult();

    public void Release(JobId job) => cache.Release(job);
}
