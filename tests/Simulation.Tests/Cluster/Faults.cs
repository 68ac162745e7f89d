using Flink.Runtime.Rpc.Simulation;

namespace Flink.Simulation.Tests.Cluster;

/// <summary>Breaks whatever can break, as chance has it, and makes everything good again at the end.</summary>
internal sealed class Faults(SimulatedCluster cluster)
{
    private bool _isOver;

    private SimulatedNetwork Network => cluster.Network;

    public void Begin() => Network.After(TimeSpan.FromSeconds(Network.Random.NextDouble() * 10), Next);

    /// <summary>From now on nothing breaks, and what was broken is whole.</summary>
    public void End()
    {
        _isOver = true;
        Network.HealAll();
        cluster.Election.ComeBack();
        foreach (var process in Network.Processes.Where(static process => process.IsPaused).ToArray())
        {
            Network.Resume(process);
        }
    }

    private void Next()
    {
        if (_isOver)
        {
            return;
        }

        Break();
        Network.After(TimeSpan.FromSeconds(Network.Random.NextDouble() * 6), Next);
    }

    private void Break()
    {
        // Where workers come on demand there may be none at the moment.
        var a = Any(Network.Random.Next(3) == 0 || cluster.Workers.Count == 0 ? cluster.JobManagers : cluster.Workers);
        var b = Any(cluster.Workers.Count == 0 ? cluster.JobManagers : cluster.Workers);
        switch (Network.Random.Next(6))
        {
            case 0:
                Replace(a);
                break;
            case 1 when !a.IsPaused:
                Network.Pause(a);
                After(60, () => Resume(a));
                break;
            case 2 when a != b:
                Network.Cut(a.Address, b.Address);
                After(60, () => Network.Heal(a.Address, b.Address));
                break;
            case 3 when a != b:
                Network.Break(a, b);
                break;
            case 4 when a != b && cluster.Workers.Contains(a) && cluster.Workers.Contains(b):
                cluster.CutWires(a, b);
                break;
            case 5:
                cluster.Election.GoAway();
                After(60, cluster.Election.ComeBack);
                break;
        }
    }

    // Another takes its place after a while: at the same address where others look for it.
    private void Replace(SimulatedProcess process)
    {
        var isJobManager = cluster.JobManagers.Contains(process);
        cluster.Crash(process, Network.Random.Next(2) == 0);
        if (isJobManager)
        {
            cluster.StartJobManager(process.Address);
        }
        else if (cluster.System is null)
        {
            cluster.StartWorker();
        }
    }

    private void Resume(SimulatedProcess process)
    {
        if (process is { IsAlive: true, IsPaused: true })
        {
            Network.Resume(process);
        }
    }

    private SimulatedProcess Any(IReadOnlyCollection<SimulatedProcess> processes) =>
        processes.ElementAt(Network.Random.Next(processes.Count));

    private void After(int maxSeconds, Action action) =>
        Network.After(TimeSpan.FromSeconds(Network.Random.NextDouble() * maxSeconds), action);
}
