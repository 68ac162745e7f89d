using Flink.Benchmarks.Cluster;

namespace Flink.Benchmarks.Harness;

/// <summary>A figure: what is measured, against what, and what it must keep. Each side runs in a process of its own.</summary>
internal sealed class Figure
{
    /// <summary><c>topic/what</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What it is measured in.</summary>
    public required Unit Unit { get; init; }

    /// <summary>What it must keep.</summary>
    public required Gate Gate { get; init; }

    /// <summary>The environment variable that names the system it is measured on; null where it needs none.</summary>
    public string? Needs { get; init; }

    /// <summary>Whether it can be measured here.</summary>
    public bool IsAvailable => Needs is null || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Needs));

    /// <summary>Measures our side, in a process that does nothing else.</summary>
    public required Func<Effort, Measurement> Ours { get; init; }

    /// <summary>Whether our side is started as a published program by a published engine, and not as this program.</summary>
    public bool IsOursLoaded { get; init; }

    /// <summary>Where our side is started by the published engine as a published program whose jobs run on processes of TaskManagers: makes the cluster. Null elsewhere.</summary>
    public Func<StandaloneCluster>? OursOn { get; init; }

    /// <summary>Measures the limit, likewise; null when the limit is absolute or a peer.</summary>
    public Func<Effort, Measurement>? Limit { get; init; }

    /// <summary>Measures a peer, once in the run; null when the limit is not a peer.</summary>
    public IPeer? Peer { get; init; }

    /// <summary>A figure of two works, each repeated until it is warm and then timed.</summary>
    public static Figure Compare(string name, Unit unit, Gate gate, Func<Effort, IWork> ours, Func<Effort, IWork> limit) => new()
    {
        Name = name,
        Unit = unit,
        Gate = gate,
        Ours = effort => Repetition.Measure(ours(effort), unit, effort),
        Limit = effort => Repetition.Measure(limit(effort), unit, effort),
    };

    /// <summary>A figure of one work as a loaded program beside the same work in this program.</summary>
    public static Figure Loaded(string name, Unit unit, Gate gate, Func<Effort, IWork> work) => new()
    {
        Name = name,
        Unit = unit,
        Gate = gate,
        Ours = effort => Repetition.Measure(work(effort), unit, effort),
        IsOursLoaded = true,
        Limit = effort => Repetition.Measure(work(effort), unit, effort),
    };

    /// <summary>A figure of one work whose jobs run on a TaskManager's process beside the same embedded in this program, both by the timestamps of the jobs.</summary>
    public static Figure OnWorker(string name, Unit unit, Gate gate, Func<Effort, IWork> work) => new()
    {
        Name = name,
        Unit = unit,
        Gate = gate,
        Ours = effort => Repetition.Measure(work(effort.Longer()), unit, effort.Longer()),
        OursOn = StandaloneCluster.OfOneWorker,
        Limit = effort => Repetition.Measure(work(effort.Longer()), unit, effort.Longer()),
    };

    /// <summary>A figure of one work whose job runs on two TaskManagers of one slot each, beside a peer; both by the timestamps of the jobs.</summary>
    public static Figure BetweenWorkers(string name, Unit unit, Gate gate, Func<Effort, IWork> work, IPeer peer) => new()
    {
        Name = name,
        Unit = unit,
        Gate = gate,
        Ours = effort => Repetition.Measure(work(effort.Longer()), unit, effort.Longer()),
        OursOn = StandaloneCluster.OfTwoWorkers,
        Peer = peer,
    };

    /// <summary>A figure of one work alone, for information.</summary>
    public static Figure Alone(string name, Unit unit, Func<Effort, IWork> ours) => new()
    {
        Name = name,
        Unit = unit,
        Gate = Gate.None,
        Ours = effort => Repetition.Measure(ours(effort), unit, effort),
    };

    /// <summary>A figure of one work beside a peer.</summary>
    public static Figure Beside(string name, Unit unit, Gate gate, Func<Effort, IWork> ours, IPeer peer) => new()
    {
        Name = name,
        Unit = unit,
        Gate = gate,
        Ours = effort => Repetition.Measure(ours(effort), unit, effort),
        Peer = peer,
    };

    /// <summary>Whether a filter means this figure: its topic, or a part of its name.</summary>
    public bool Matches(string? filter) => string.IsNullOrEmpty(filter) || Name.Contains(filter, StringComparison.OrdinalIgnoreCase);
}
