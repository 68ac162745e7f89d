using Flink.Core.Configuration;
using Flink.Local;
using Flink.Runtime.Memory;
using Flink.Runtime.Scheduling;
using Flink.Runtime.TaskManager;
using Microsoft.Extensions.Logging;

namespace Flink.Cli.Processes;

/// <summary>A worker: the engine with its threads and memory.</summary>
internal sealed class TaskManagerRole : IProcessRole
{
    private static readonly TimeSpan _blockedThreshold = TimeSpan.FromMilliseconds(500);

    private readonly WorkerPool _scheduler;
    private readonly IoThreads _io;
    private readonly TaskManager _taskManager;

    public TaskManagerRole(ProcessContext context, TaskManagerProcessMemory memory)
    {
        var configuration = context.Configuration;
        var cores = configuration.TryGet(TaskManagerOptions.CpuCores, out var set) ? Math.Max(1, (int)Math.Ceiling(set)) : Environment.ProcessorCount;
        _io = new IoThreads(IoThreads.DefaultThreads);
        _scheduler = new WorkerPool(cores, TimeProvider.System, _blockedThreshold, context.Loggers.CreateLogger<WorkerPool>(), new ThreadStacks());
        var settings = new TaskManagerSettings
        {
            NetworkMemory = memory.Network,
            ManagedMemory = memory.Managed,
            CancellationInterval = configuration.Get(TaskManagerOptions.CancellationInterval),
            CancellationTimeout = configuration.Get(TaskManagerOptions.CancellationTimeout),
        };
        _taskManager = new TaskManager(settings, _scheduler, context.Loggers.CreateLogger<TaskManager>(), _io, Streaming.FileSystems.Registry);
    }

    public Task<int> Ended { get; } = new TaskCompletionSource<int>().Task;

    public Task StartAsync() => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellation) => Task.CompletedTask;

    public ValueTask DisposeAsync()
    {
        _scheduler.Dispose();
        _io.Dispose();
        _taskManager.Dispose();
        return ValueTask.CompletedTask;
    }
}
