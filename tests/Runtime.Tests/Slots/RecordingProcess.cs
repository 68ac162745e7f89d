using Flink.Core;
using Flink.Runtime.TaskExecutor;

namespace Flink.Runtime.Tests.Slots;

/// <summary>Remembers what a worker asked of its process.</summary>
internal sealed class RecordingProcess : IWorkerProcess
{
    public int LoadedPrograms { get; set; }

    public FlinkException? Failure { get; private set; }

    public bool IsRecycled { get; private set; }

    public bool IsRegistered { get; private set; }

    public bool IsEmployed { get; private set; }

    public void Registered() => IsRegistered = true;

    public void Employed() => IsEmployed = true;

    public void Fail(FlinkException cause) => Failure = cause;

    public void Recycle() => IsRecycled = true;
}
