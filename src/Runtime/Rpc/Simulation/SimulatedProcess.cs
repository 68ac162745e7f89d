using Flink.Runtime.Rpc.Links;
using Flink.Runtime.Scheduling;

namespace Flink.Runtime.Rpc.Simulation;

/// <summary>A process of the simulated world: endpoints and tasks that run a quantum at a time, a clock, and links to other processes.</summary>
/// <remarks>What runs in it must stay on the simulation's thread: awaits come back to it, the thread pool does not.</remarks>
public sealed class SimulatedProcess : RpcSystem, IIoExecutor
{
    private readonly SimulatedNetwork _network;
    private readonly SteppedScheduler _scheduler;
    private readonly LinkTable _links = new();
    private readonly Queue<Action> _held = new();
    private readonly string _name;
    private readonly Action _quantum;
    private bool _hasQuantum;

    private SimulatedProcess(SimulatedNetwork network, string address, string incarnation, SteppedScheduler scheduler)
        : base(scheduler, address)
    {
        _network = network;
        _scheduler = scheduler;
        Incarnation = incarnation;
        _name = $"{address}#{incarnation}";
        _quantum = Quantum;
        Context = new SimulatedContext(network, this);
        Random = new Random(network.Random.Next());
    }

    /// <summary>Differs between two processes that have the same address one after the other.</summary>
    public string Incarnation { get; }

    /// <summary>Runs the process's endpoints and tasks.</summary>
    public IScheduler Scheduler => _scheduler;

    /// <summary>The process's source of chance, seeded by the simulation.</summary>
    public Random Random { get; }

    /// <summary>Whether it has not crashed.</summary>
    public bool IsAlive { get; private set; } = true;

    /// <summary>Whether it is stopped and may go on later (SIGSTOP).</summary>
    public bool IsPaused { get; private set; }

    /// <summary>By how much its wall clock is ahead of the others'; timers do not mind.</summary>
    public TimeSpan ClockOffset { get; set; }

    internal SimulatedContext Context { get; }

    /// <summary>Those of its connections that nothing has ended yet; that of a cluster's master are thousands.</summary>
    internal HashSet<SimulatedConnection> Connections { get; } = [];

    /// <summary>How often it was paused or has gone on: tells one pause from the next.</summary>
    internal int Pauses { get; private set; }

    /// <inheritdoc/>
    void IIoExecutor.Run(Action work) => _network.Schedule(_network.Chance(TimeSpan.Zero, _network.Settings.MaxIo), this, work);

    /// <summary>Runs something in the process soon, as its main program would.</summary>
    public void Run(Action action) => _network.Schedule(TimeSpan.Zero, this, action);

    /// <inheritdoc/>
    public override string ToString() => _name;

    internal static SimulatedProcess Create(SimulatedNetwork network, string address, string incarnation)
    {
        var clock = new SimulatedClock(network);
        SimulatedProcess? process = null;
        process = new SimulatedProcess(network, address, incarnation, new SteppedScheduler(clock, () => process!.BecameReady()));
        clock.Process = process;
        return process;
    }

    /// <summary>Runs an event of the process; drops it when it has crashed, keeps it while it is paused.</summary>
    internal void Do(Action action)
    {
        if (!IsAlive)
        {
            return;
        }

        if (IsPaused)
        {
            _held.Enqueue(action);
            return;
        }

        using (Context.Enter())
        {
            action();
        }
    }

    internal void Crash()
    {
        IsAlive = false;
        _held.Clear();
    }

    internal void Pause()
    {
        IsPaused = true;
        Pauses++;
    }

    internal void Resume()
    {
        IsPaused = false;
        Pauses++;
        while (_held.TryDequeue(out var action))
        {
            Do(action);
        }
    }

    internal void Forget(SimulatedLink link) => _links.Remove(link);

    /// <summary>Another process has dialled.</summary>
    internal SimulatedLink Accept(SimulatedConnection connection, SimulatedProcess caller)
    {
        var link = new SimulatedLink(this, caller.Address, isIncoming: true, caller.Incarnation, connection);
        _links.Adopt(link);
        return link;
    }

    /// <inheritdoc/>
    protected override Peer ConnectRemote(EndpointAddress target, FencingToken token, EndpointAddress sender)
    {
        var link = _links.FindOrAdd(
            target.Process,
            remote => new SimulatedLink(this, remote, isIncoming: false, "", new SimulatedConnection(_network)),
            out var mustDial);
        if (mustDial)
        {
            ((SimulatedLink)link).Connection.Dial((SimulatedLink)link);
        }

        return link.Open(target, token, sender);
    }

    private void BecameReady()
    {
        if (_network.IsOnThread() && !_hasQuantum)
        {
            _hasQuantum = true;
            _network.Schedule(_network.Chance(TimeSpan.FromTicks(1), _network.Settings.MaxQuantum), this, _quantum);
        }
    }

    private void Quantum()
    {
        _hasQuantum = false;
        _scheduler.Step();
        if (_scheduler.HasReady)
        {
            BecameReady();
        }
    }
}
