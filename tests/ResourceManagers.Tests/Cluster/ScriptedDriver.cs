using Flink.ResourceManagers.Drivers;
using Flink.Runtime.ResourceManager;
using Flink.Runtime.Slots;

namespace Flink.ResourceManagers.Tests.Cluster;

/// <summary>A system whose answers and events a test writes. Unless it is told otherwise it starts every worker at once.</summary>
internal sealed class ScriptedDriver(int term = 1) : IResourceManagerDriver
{
    public int Term => term;

    public IDriverEvents? Events { get; private set; }

    public List<ScriptedRequest> Requests { get; } = [];

    /// <summary>Workers that exist, whatever anybody knows of them.</summary>
    public HashSet<TaskManagerId> Alive { get; } = [];

    public List<string> Released { get; } = [];

    public List<string> Suspected { get; } = [];

    public (ApplicationStatus Status, string? Diagnostics)? Deregistered { get; private set; }

    public bool IsDisposed { get; private set; }

    /// <summary>What is done with a request at once; null leaves it open.</summary>
    public Action<ScriptedRequest>? OnRequest { get; set; } = static request => request.Start();

    /// <summary>Whether an open request is undone when it is cancelled; otherwise the test does it.</summary>
    public bool UndoesCancelled { get; set; } = true;

    public Func<CancellationToken, Task<IReadOnlyList<RecoveredWorker>>> OnInitialize { get; set; } =
        static _ => Task.FromResult<IReadOnlyList<RecoveredWorker>>([]);

    public Func<TaskManagerId, Task> OnRelease { get; set; } = static _ => Task.CompletedTask;

    public IEnumerable<ScriptedRequest> Open => Requests.Where(static request => request.IsOpen);

    public Task<IReadOnlyList<RecoveredWorker>> InitializeAsync(IDriverEvents events, CancellationToken cancellation)
    {
        Events = events;
        return OnInitialize(cancellation);
    }

    public Task<StartedWorker> RequestWorkerAsync(WorkerRequest request, CancellationToken cancellation)
    {
        var scripted = new ScriptedRequest(this, Requests.Count + 1, request, cancellation);
        Requests.Add(scripted);
        cancellation.Register(() =>
        {
            if (UndoesCancelled)
            {
                scripted.Undo();
            }
        });
        OnRequest?.Invoke(scripted);
        return scripted.Task;
    }

    public async Task ReleaseWorkerAsync(TaskManagerId worker)
    {
        await OnRelease(worker);
        Released.Add(worker.Value);
        Alive.Remove(worker);
    }

    public void Suspect(TaskManagerId worker) => Suspected.Add(worker.Value);

    public Task DeregisterAsync(ApplicationStatus status, string? diagnostics)
    {
        Deregistered = (status, diagnostics);
        Alive.Clear();
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return ValueTask.CompletedTask;
    }

    /// <summary>A worker ends by itself.</summary>
    public void Lose(TaskManagerId worker, string diagnostics)
    {
        Alive.Remove(worker);
        Events!.WorkerLost(worker, diagnostics);
    }

    public void Lose(string worker, string diagnostics) => Lose(new TaskManagerId(worker), diagnostics);
}
