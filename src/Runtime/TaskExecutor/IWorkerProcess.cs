using Flink.Core;

namespace Flink.Runtime.TaskExecutor;

/// <summary>The process that a worker lives in, as the worker sees it. Calls come from the worker's endpoint and must not block.</summary>
public interface IWorkerProcess
{
    /// <summary>How many different programs it has loaded; loaded code is never given back.</summary>
    int LoadedPrograms { get; }

    /// <summary>The worker is registered: from now on slots of it may be asked for.</summary>
    void Registered();

    /// <summary>A slot of the worker has been given to a job.</summary>
    void Employed();

    /// <summary>The worker cannot go on: the process ends with a failure.</summary>
    /// <param name="cause">Why, and what to do.</param>
    void Fail(FlinkException cause);

    /// <summary>The worker is idle and has loaded more programs than it should: the process is replaced by a fresh one.</summary>
    void Recycle();
}
