using System.Runtime.CompilerServices;

namespace Flink.Runtime.Rpc.Simulation;

/// <summary>
/// A whole cluster in one thread and virtual time: processes, the network between them, and the faults of both. The same seed
/// gives the same run, event by event.
/// </summary>
/// <remarks>
/// Whoever makes it drives it, on one thread. Code in processes must leave that thread for nothing: a violation ends the run with
/// the stack of the offender.
/// </remarks>
public sealed class SimulatedNetwork
{
    private readonly PriorityQueue<(SimulatedProcess? Process, Action Action), (long Time, long Number)> _events = new();
    private readonly Dictionary<string, SimulatedProcess> _processes = [];
    private readonly Dictionary<(string, string), int> _cuts = [];
    private readonly SimulatedContext _context;
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private string? _violation;
    private long _lastEvent;
    private long _lastConnection;
    private int _lastIncarnation;
    private int _lastCut;

    /// <summary>An empty world.</summary>
    /// <param name="seed">Decides everything that chance decides.</param>
    /// <param name="settings">How the world behaves.</param>
    public SimulatedNetwork(int seed, SimulationSettings? settings = null)
    {
        Seed = seed;
        Random = new Random(seed);
        Settings = settings ?? new SimulationSettings();
        Trace = new SimulationTrace(Settings.TraceLength);
        Clock = new SimulatedClock(this);
        _context = new SimulatedContext(this, null);
    }

    /// <summary>What decides everything.</summary>
    public int Seed { get; }

    /// <summary>The world's chance; who drives it may use it too.</summary>
    public Random Random { get; }

    /// <summary>How the world behaves.</summary>
    public SimulationSettings Settings { get; }

    /// <summary>What has happened.</summary>
    public SimulationTrace Trace { get; }

    /// <summary>Virtual time since the beginning.</summary>
    public TimeSpan Now { get; private set; }

    /// <summary>The clock of whoever drives the world.</summary>
    public TimeProvider Clock { get; }

    /// <summary>Processes that live.</summary>
    public IReadOnlyCollection<SimulatedProcess> Processes => _processes.Values;

    /// <summary>Starts a process.</summary>
    /// <param name="address">Not that of one that lives.</param>
    public SimulatedProcess Start(string address)
    {
        var process = SimulatedProcess.Create(this, address, $"{++_lastIncarnation}");
        _processes.Add(address, process);
        Note(process, $"starts");
        return process;
    }

    /// <summary>Ends a process at once, wherever it is.</summary>
    /// <param name="process">Lives.</param>
    /// <param name="isSilent">True when its host goes with it: others notice only when they lose patience.</param>
    public void Crash(SimulatedProcess process, bool isSilent = false)
    {
        Note(process, $"{(isSilent ? "crashes with its host" : "crashes")}");
        process.Crash();
        _processes.Remove(process.Address);
        foreach (var connection in Connections(process))
        {
            if (connection.Other(process) is { } other)
            {
                connection.Break(other, isSilent ? Settings.Patience : Chance(), $"Process {process.Address} closed the connection.");
            }

            connection.Remove();
        }
    }

    /// <summary>Stops a process where it is; others notice when they lose patience.</summary>
    public void Pause(SimulatedProcess process)
    {
        Note(process, $"is paused");
        process.Pause();
        var pause = process.Pauses;
        Schedule(Settings.Patience, null, () =>
        {
            if (process.IsAlive && process.Pauses == pause)
            {
                Connections(process).ForEach(connection => connection.BreakAll($"Process {process.Address} gives no sign of life."));
            }
        });
    }

    /// <summary>Lets a process go on, with all that came meanwhile.</summary>
    public void Resume(SimulatedProcess process)
    {
        Note(process, $"goes on");
        process.Resume();
    }

    /// <summary>Cuts the way between two addresses. Connections hold what they carry, and break when it lasts.</summary>
    public void Cut(string a, string b)
    {
        var pair = Pair(a, b);
        var cut = ++_lastCut;
        if (!_cuts.TryAdd(pair, cut))
        {
            return;
        }

        Note(null, $"cut between {a} and {b}");
        Schedule(Settings.Patience, null, () =>
        {
            if (_cuts.GetValueOrDefault(pair) == cut && Find(a) is { } one && Find(b) is { } other)
            {
                Between(one, other).ForEach(connection => connection.BreakAll($"The way between {a} and {b} is cut."));
            }
        });
    }

    /// <summary>Frees the way between two addresses.</summary>
    public void Heal(string a, string b)
    {
        if (!_cuts.Remove(Pair(a, b)))
        {
            return;
        }

        Note(null, $"free between {a} and {b}");
        if (Find(a) is { } one && Find(b) is { } other)
        {
            Between(one, other).ForEach(static connection => connection.GoOn());
        }
    }

    /// <summary>Frees all ways.</summary>
    public void HealAll()
    {
        foreach (var (a, b) in _cuts.Keys.Order().ToArray())
        {
            Heal(a, b);
        }
    }

    /// <summary>Breaks the connections between two processes. Each end notices at a time of its own: until then one may have a second connection.</summary>
    public void Break(SimulatedProcess a, SimulatedProcess b)
    {
        Note(null, $"connection between {a} and {b} breaks");
        foreach (var connection in Between(a, b))
        {
            connection.Break(a, Chance(TimeSpan.Zero, Settings.Patience), $"The connection to {b.Address} broke.");
            connection.Break(b, Chance(TimeSpan.Zero, Settings.Patience), $"The connection to {a.Address} broke.");
            connection.Remove();
        }
    }

    /// <summary>Runs something of whoever drives the world, later.</summary>
    public void After(TimeSpan delay, Action action) => Schedule(delay, null, action);

    /// <summary>Adds to the trace what only whoever drives the world knows of.</summary>
    /// <param name="who">Whom it happens to.</param>
    /// <param name="what">What happens.</param>
    public void Remark(string who, ref DefaultInterpolatedStringHandler what) => Trace.Add(Now, who, ref what);

    /// <summary>Lets the next event happen.</summary>
    /// <returns>False when there is none.</returns>
    /// <exception cref="SimulationException">Code of a process threw where nobody catches, or left the simulation's thread.</exception>
    public bool Step()
    {
        if (_violation is { } violation)
        {
            throw new SimulationException($"something ran on another thread than the simulation's, and a replay would differ:\n{violation}", this);
        }

        if (!_events.TryDequeue(out var next, out var time))
        {
            return false;
        }

        Now = TimeSpan.FromTicks(time.Time);
        try
        {
            if (next.Process is { } process)
            {
                process.Do(next.Action);
            }
            else
            {
                using (_context.Enter())
                {
                    next.Action();
                }
            }
        }
        catch (Exception e) when (e is not SimulationException)
        {
            throw new SimulationException($"{next.Process}: {e.GetType().Name}: {e.Message}", this, e);
        }

        return true;
    }

    /// <summary>Steps until something has happened.</summary>
    /// <param name="happened">Whether it has; looked at after each event.</param>
    /// <param name="limit">Virtual time that it may take.</param>
    /// <param name="what">What it is, for the message.</param>
    /// <exception cref="SimulationException">The time is over, or nothing will ever happen.</exception>
    public void RunUntil(Func<bool> happened, TimeSpan limit, string what)
    {
        var end = Now + limit;
        while (!happened())
        {
            if (Now > end)
            {
                throw new SimulationException($"within {limit.TotalSeconds:0.###} s this did not happen: {what}.", this);
            }

            if (!Step())
            {
                throw new SimulationException($"nothing is under way any more, and this has not happened: {what}.", this);
            }
        }
    }

    /// <summary>Lets so much time pass.</summary>
    public void RunFor(TimeSpan time)
    {
        var isOver = false;
        After(time, () => isOver = true);
        RunUntil(() => isOver, time, "time passes");
    }

    /// <summary>Runs a script of whoever drives the world, in which awaits let time pass.</summary>
    public T Run<T>(Func<Task<T>> script, TimeSpan limit, string what)
    {
        Task<T> task;
        using (_context.Enter())
        {
            task = script();
        }

        RunUntil(() => task.IsCompleted, limit, what);
        return task.GetAwaiter().GetResult();
    }

    internal SimulatedProcess? Find(string address) => _processes.GetValueOrDefault(address);

    internal bool IsCut(string a, string b) => _cuts.Count > 0 && _cuts.ContainsKey(Pair(a, b));

    internal long NextConnection() => ++_lastConnection;

    internal void Note(SimulatedProcess? process, ref DefaultInterpolatedStringHandler what) => Trace.Add(Now, process?.ToString() ?? "-", ref what);

    /// <summary>A time that a frame is under way.</summary>
    internal TimeSpan Chance() => Chance(Settings.MinDelay, Settings.MaxDelay);

    internal TimeSpan Chance(TimeSpan least, TimeSpan most) => TimeSpan.FromTicks(Random.NextInt64(least.Ticks, most.Ticks + 1));

    internal void Schedule(TimeSpan delay, SimulatedProcess? process, Action action)
    {
        if (IsOnThread())
        {
            _events.Enqueue((process, action), ((Now + delay).Ticks, ++_lastEvent));
        }
    }

    internal bool IsOnThread()
    {
        if (Environment.CurrentManagedThreadId == _thread)
        {
            return true;
        }

        _violation ??= Environment.StackTrace;
        return false;
    }

    private static (string, string) Pair(string a, string b) => string.CompareOrdinal(a, b) < 0 ? (a, b) : (b, a);

    // As they were begun: what chance decides of each is the same in each replay.
    private static List<SimulatedConnection> Connections(SimulatedProcess process) => [.. process.Connections.OrderBy(static connection => connection.Number)];

    private static List<SimulatedConnection> Between(SimulatedProcess a, SimulatedProcess b) =>
        Connections(a.Connections.Count < b.Connections.Count ? a : b).FindAll(connection => connection.IsBetween(a, b));
}
