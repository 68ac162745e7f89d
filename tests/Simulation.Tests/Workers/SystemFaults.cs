using Flink.Runtime.Rpc.Simulation;

namespace Flink.Simulation.Tests.Workers;

/// <summary>Troubles the system that workers come from, as chance has it, and makes everything good again at the end.</summary>
internal sealed class SystemFaults(ContainerSystem system)
{
    private bool _isOver;

    private SimulatedNetwork Network => system.Network;

    public void Begin() => Network.After(system.Between(0, 10), Next);

    public void End()
    {
        _isOver = true;
        system.Trouble.End();
    }

    private void Next()
    {
        if (!_isOver)
        {
            Trouble();
            Network.After(system.Between(0, 12), Next);
        }
    }

    private void Trouble()
    {
        var trouble = system.Trouble;
        switch (Network.Random.Next(9))
        {
            case 0:
                For(20, () => trouble.IsAway = true, () => trouble.IsAway = false);
                break;
            case 1:
                For(60, () => trouble.Slowness = Network.Random.Next(2, 20), () => trouble.Slowness = 1);
                break;
            case 2:
                For(40, () => trouble.Refusals = Network.Random.NextDouble(), () => trouble.Refusals = 0);
                break;
            case 3:
                For(30, () => trouble.Ghosts = Network.Random.NextDouble(), () => trouble.Ghosts = 0);
                break;
            case 4:
                For(40, () => trouble.Deaths = Network.Random.NextDouble(), () => trouble.Deaths = 0);
                break;
            case 5:
                For(60, () => trouble.LostEvents = Network.Random.NextDouble(), () => trouble.LostEvents = 0);
                break;
            case 6:
                For(40, () => trouble.Quota = Network.Random.Next(4), () => trouble.Quota = int.MaxValue);
                break;
            case 7 when Any() is { } container:
                system.Preempt(container, system.Between(1, 60));
                break;
            case 8 when Any() is { } container:
                system.Exit(container, "exit code 137, out of memory");
                break;
        }
    }

    private void For(double mostSeconds, Action begin, Action end)
    {
        begin();
        Network.After(system.Between(0, mostSeconds), end);
    }

    private Container? Any() =>
        system.Alive.Count == 0 ? null : system.Alive.ElementAt(Network.Random.Next(system.Alive.Count));
}
