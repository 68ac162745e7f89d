using Flink.ResourceManagers.Drivers;
using Flink.Runtime.Rpc.Simulation;
using Flink.Runtime.Slots;

namespace Flink.Simulation.Tests.Workers;

/// <summary>The simulated system that containers for workers are asked of. It outlives all JobManagers, and knows what there is; everybody else learns of it late or not at all.</summary>
/// <param name="network">The world.</param>
/// <param name="start">Starts the process of a worker.</param>
/// <param name="kill">Ends one, wherever it is.</param>
internal sealed class ContainerSystem(SimulatedNetwork network, Func<Container, SimulatedProcess> start, Action<SimulatedProcess> kill)
{
    private readonly SortedDictionary<string, Container> _alive = new(StringComparer.Ordinal);
    private readonly List<ContainerDriver> _watchers = [];
    private int _numbers;

    public SimulatedNetwork Network => network;

    /// <summary>What is wrong with it at the moment.</summary>
    public SystemTrouble Trouble { get; } = new();

    public IReadOnlyCollection<Container> Alive => _alive.Values;

    /// <summary>Containers that were ever asked for; refusals count.</summary>
    public int Requests { get; private set; }

    /// <summary>Whether the application has been deregistered: it gets nothing any more.</summary>
    public bool HasEnded { get; private set; }

    public void Watch(ContainerDriver driver) => _watchers.Add(driver);

    public void Forget(ContainerDriver driver) => _watchers.Remove(driver);

    /// <summary>A container, which boots from now on; null when there is no room, and why.</summary>
    public (Container? Container, string? Reason) TryCreate(WorkerRequest request, long term)
    {
        if (_alive.Count >= Trouble.Quota)
        {
            return (null, $"the quota of {Trouble.Quota} containers is used up");
        }

        var container = new Container(new TaskManagerId($"sim-taskmanager-{term}-{++_numbers}"), request, term);
        _alive.Add(container.Id.Value, container);
        network.Remark(container.Id.Value, $"container is created");
        Boot(container);
        return (container, null);
    }

    /// <summary>Why an order is refused; null when it is not.</summary>
    /// <param name="isNew">Whether it has not waited before: then it counts.</param>
    public string? Refusal(bool isNew)
    {
        Requests += isNew ? 1 : 0;
        return HasEnded ? "the application has ended" : isNew && Chance(Trouble.Refusals) ? "the system is overloaded" : null;
    }

    /// <summary>Ends a container by order; nobody is told.</summary>
    public void Remove(TaskManagerId id)
    {
        if (_alive.TryGetValue(id.Value, out var container))
        {
            Take(container);
        }
    }

    public void EndApplication()
    {
        HasEnded = true;
        foreach (var container in _alive.Values.ToArray())
        {
            Take(container);
        }
    }

    /// <summary>The process of a container has ended, or its machine took it: whoever watches hears of it, unless that gets lost.</summary>
    public void Exit(Container container, string diagnostics)
    {
        if (!container.IsAlive)
        {
            return;
        }

        Take(container);
        foreach (var watcher in _watchers.ToArray())
        {
            if (!Chance(Trouble.LostEvents))
            {
                watcher.Tell(() => watcher.Ended(container.Id, diagnostics));
                if (Chance(Trouble.DoubleEvents))
                {
                    watcher.Tell(() => watcher.Ended(container.Id, diagnostics));
                }
            }
        }
    }

    /// <summary>Announces that a container will be taken away, and takes it when the time is over.</summary>
    public void Preempt(Container container, TimeSpan grace)
    {
        if (container.Deadline is not null)
        {
            return;
        }

        container.Deadline = network.Now + grace;
        network.Remark(container.Id.Value, $"container will be taken away in {grace.TotalSeconds:0.0} s");
        Announce(container);
        network.After(grace, () => Exit(container, "pre-empted"));
    }

    /// <summary>Tells whoever watches (anew) what it must know of a container that will be taken away.</summary>
    public void Announce(Container container)
    {
        foreach (var watcher in _watchers.ToArray())
        {
            if (!Chance(Trouble.LostEvents))
            {
                watcher.Tell(() => watcher.Leaves(container));
            }
        }
    }

    public bool Chance(double share) => share > 0 && network.Random.NextDouble() < share;

    public TimeSpan Between(double least, double most) => TimeSpan.FromSeconds(least + (network.Random.NextDouble() * (most - least)));

    private void Boot(Container container)
    {
        // A ghost is there for everybody who asks the system, and its worker never says a word.
        if (Chance(Trouble.Ghosts))
        {
            network.Remark(container.Id.Value, $"worker will never start");
            return;
        }

        var dies = Chance(Trouble.Deaths);
        network.After(Between(0.1, 2) * Trouble.Slowness, () =>
        {
            if (!container.IsAlive)
            {
                return;
            }

            container.Process = start(container);
            if (dies)
            {
                network.After(Between(0, 1), () => Die(container));
            }
        });
    }

    private void Die(Container container)
    {
        if (container is { IsAlive: true, Process.IsAlive: true })
        {
            Exit(container, "exit code 1");
        }
    }

    private void Take(Container container)
    {
        container.IsAlive = false;
        container.Ended = network.Now;
        network.Remark(container.Id.Value, $"container ends");
        _alive.Remove(container.Id.Value);
        if (container.Process is { IsAlive: true } process)
        {
            kill(process);
        }
    }
}
