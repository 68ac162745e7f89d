using Flink.Core.Closures;
using Flink.Core.Graph;
using Flink.Runtime.TaskExecutor;
using Flink.Streaming.Sources;

namespace Flink.Runtime.Tests.Slots;

/// <summary>Jobs whose types are those of the tests.</summary>
internal sealed class NoPrograms : IProgramTypes
{
    public TypeResolver Find(JobId job, string? program) => TypeResolver.Of([typeof(NoPrograms).Assembly, typeof(SequenceSource).Assembly]);

    public void Release(JobId job)
    {
    }
}
