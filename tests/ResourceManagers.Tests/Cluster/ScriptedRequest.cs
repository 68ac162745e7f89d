using Flink.ResourceManagers.Drivers;
using Flink.Runtime.Slots;

namespace Flink.ResourceManagers.Tests.Cluster;

/// <summary>A request that the scripted driver was handed.</summary>
internal sealed class ScriptedRequest(ScriptedDriver driver, int number, WorkerRequest request, CancellationToken cancellation)
{
    private readonly TaskCompletionSource<StartedWorker> _answer = new();

    public WorkerRequest Request => request;

    public TaskManagerId Id { get; } = new($"cluster-taskmanager-{driver.Term}-{number}");

    public Task<StartedWorker> Task => _answer.Task;

    public bool IsOpen => !_answer.Task.IsCompleted;

    public bool IsCancelled => cancellation.IsCancellationRequested;

    /// <summary>There is a worker, whether it is still wanted or not.</summary>
    public void Start(string? node = null)
    {
        driver.Alive.Add(Id);
        _answer.SetResult(new StartedWorker(Id, node));
    }

    public void Fail(Exception cause) => _answer.SetException(cause);

    public void Undo() => _answer.TrySetCanceled(cancellation);
}
