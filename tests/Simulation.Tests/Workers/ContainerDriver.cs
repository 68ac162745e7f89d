using Flink.Core;
using Flink.ResourceManagers.Drivers;
using Flink.Runtime.ResourceManager;
using Flink.Runtime.Rpc.Simulation;
using Flink.Runtime.Slots;

namespace Flink.Simulation.Tests.Workers;

/// <summary>The driver of one term for a <see cref="ContainerSystem"/>: calls and events are under way for a while, calls are repeated while the system is away, and a listing now and then makes up for events that were lost.</summary>
/// <remarks>What the contract allows, and no better: losses are told late and sometimes twice, before or after the answer to the request; answers come late.</remarks>
internal sealed class ContainerDriver(ContainerSystem system, SimulatedProcess process, long term) : IResourceManagerDriver
{
    private static readonly TimeSpan _listing = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan _again = TimeSpan.FromSeconds(1);

    private readonly SortedSet<string> _known = new(StringComparer.Ordinal);
    private readonly HashSet<string> _announced = [];
    private IDriverEvents? _events;
    private bool _isDisposed;

    public Task<IReadOnlyList<RecoveredWorker>> InitializeAsync(IDriverEvents events, CancellationToken cancellation)
    {
        _events = events;
        var found = new TaskCompletionSource<IReadOnlyList<RecoveredWorker>>(TaskCreationOptions.RunContinuationsAsynchronously);
        system.Watch(this);
        Call(() =>
        {
            // Those that will be taken away are found with the others, and told of anew.
            RecoveredWorker[] alive = [.. system.Alive.Select(static container => new RecoveredWorker(container.Id, null))];
            Container[] leaving = [.. system.Alive.Where(static container => container.Deadline is not null)];
            Tell(() =>
            {
                _known.UnionWith(alive.Select(static worker => worker.Id.Value));
                found.TrySetResult(alive);
                Array.ForEach(leaving, Leaves);
            });
        });
        system.Network.After(_listing, List);
        return found.Task;
    }

    public Task<StartedWorker> RequestWorkerAsync(WorkerRequest request, CancellationToken cancellation)
    {
        var order = new Order(request);
        cancellation.Register(() =>
        {
            order.IsCancelled = true;
            Call(() => Undo(order));
            order.Answer.TrySetCanceled(cancellation);
        });
        Call(() => Create(order, isNew: true));
        return order.Answer.Task;
    }

    public Task ReleaseWorkerAsync(TaskManagerId worker)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _known.Remove(worker.Value);
        Call(() =>
        {
            system.Remove(worker);
            Tell(() => done.TrySetResult());
        });
        return done.Task;
    }

    public Task DeregisterAsync(ApplicationStatus status, string? diagnostics)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Call(() =>
        {
            system.EndApplication();
            Tell(() => done.TrySetResult());
        });
        return done.Task;
    }

    public ValueTask DisposeAsync()
    {
        _isDisposed = true;
        system.Forget(this);
        return ValueTask.CompletedTask;
    }

    /// <summary>Brings something to the process, as long as it lives.</summary>
    public void Tell(Action action) => system.Network.After(Delay(), () => process.Run(action));

    /// <summary>The system says, or a listing shows, that a worker has ended.</summary>
    public void Ended(TaskManagerId id, string diagnostics)
    {
        if (!_isDisposed && (_known.Remove(id.Value) || system.Chance(system.Trouble.DoubleEvents)))
        {
            _events!.WorkerLost(id, diagnostics);
        }
    }

    /// <summary>The system says, or a listing shows, that a worker will be taken away.</summary>
    public void Leaves(Container container)
    {
        if (!_isDisposed && _announced.Add(container.Id.Value))
        {
            var deadline = process.Clock.GetUtcNow() + (container.Deadline!.Value - system.Network.Now);
            _events!.WorkerLeaves(container.Id, deadline, "its machine is needed");
        }
    }

    private void Create(Order order, bool isNew)
    {
        if (order.IsCancelled)
        {
            return;
        }

        if (system.Refusal(isNew: isNew) is { } refusal)
        {
            Tell(() => order.Answer.TrySetException(new WorkerRequestException($"No container: {refusal}.", isRetryable: true)));
            return;
        }

        var (container, reason) = system.TryCreate(order.Request, term);
        if (container is null)
        {
            Tell(() => _events!.RequestWaits(order.Request, reason!));
            system.Network.After(_again, () => Retry(order));
            return;
        }

        order.Container = container;
        Tell(() => Answer(order, container));
    }

    private void Retry(Order order)
    {
        if (process.IsAlive && !_isDisposed)
        {
            Create(order, isNew: false);
        }
    }

    private void Answer(Order order, Container container)
    {
        // Answered first, so that a cancellation from now on is the caller's to clear away.
        if (order.Answer.TrySetResult(new StartedWorker(container.Id, null)))
        {
            _known.Add(container.Id.Value);
        }
    }

    // Cancelled before the caller had an answer: what was begun is undone.
    private void Undo(Order order)
    {
        if (order.Container is { } container && order.Answer.Task.IsCanceled)
        {
            system.Remove(container.Id);
        }
    }

    private void List()
    {
        if (_isDisposed || !process.IsAlive)
        {
            system.Forget(this);
            return;
        }

        // What is not known when the listing is made may be newer than it.
        string[] known = [.. _known];
        Call(() =>
        {
            string[] gone = [.. known.Where(id => !system.Alive.Any(container => container.Id.Value == id))];
            Container[] leaving = [.. system.Alive.Where(static container => container.Deadline is not null)];
            Tell(() =>
            {
                Array.ForEach(gone, id => Ended(new TaskManagerId(id), "it is not there any more"));
                Array.ForEach(leaving, Leaves);
            });
        });
        system.Network.After(_listing, List);
    }

    // On its way to the system a call outlives the process that made it.
    private void Call(Action action) => system.Network.After(Delay(), () =>
    {
        if (!system.Trouble.IsAway)
        {
            action();
        }
        else if (process.IsAlive)
        {
            system.Network.After(_again, () => Call(action));
        }
    });

    private TimeSpan Delay() => system.Between(0.001, 0.2) * system.Trouble.Slowness;

    private sealed class Order(WorkerRequest request)
    {
        public WorkerRequest Request => request;

        public TaskCompletionSource<StartedWorker> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Container? Container { get; set; }

        public bool IsCancelled { get; set; }
    }
}
