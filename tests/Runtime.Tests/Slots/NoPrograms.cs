using System.Runtime.Loader;
using Flink.Core.Closures;
using Flink.Core.Graph;
using Flink.Runtime.TaskExecutor;

namespace Flink.Runtime.Tests.Slots;

/// <summary>Jobs whose types are those of the tests.</summary>
internal sealed class NoPrograms : IProgramTypes
{
    public Task<TypeResolver> FindAsync(JobId job, string? program) => Task.FromResult(TypeResolver.In(AssemblyLoadContext.Default));

    public void Release(JobId job)
    {
    }
}
