using Flink.Core;
using Flink.Runtime.TaskExecutor;

namespace Flink.Cli.Processes;

/// <summary>This process, as the worker in it sees it.</summary>
internal sealed class WorkerProcess(ProcessContext context, Func<int> loadedPrograms, Action recycle, IdleRehearsal? rehearsal) : IWorkerProcess
{
    public int LoadedPrograms => loadedPrograms();

    public void Registered() => rehearsal?.Begin();

    public void Employed() => rehearsal?.Yield();

    public void Fail(FlinkException cause) => context.Fatal(cause);

    public void Recycle() => recycle();
}
