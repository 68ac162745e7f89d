namespace Flink.Simulation.Tests.Workers;

/// <summary>What is wrong with the system at the moment: shares from 0 to 1 of what is hit.</summary>
internal sealed class SystemTrouble
{
    /// <summary>Calls wait while it is away.</summary>
    public bool IsAway { get; set; }

    /// <summary>How much longer everything takes.</summary>
    public double Slowness { get; set; } = 1;

    /// <summary>Requests that are refused, and may be repeated.</summary>
    public double Refusals { get; set; }

    /// <summary>Containers that are created and whose worker never starts.</summary>
    public double Ghosts { get; set; }

    /// <summary>Workers that die as soon as they run.</summary>
    public double Deaths { get; set; }

    /// <summary>Events that are lost: a later listing makes up for them.</summary>
    public double LostEvents { get; set; }

    /// <summary>Events that come twice.</summary>
    public double DoubleEvents { get; set; } = 0.05;

    /// <summary>Containers that there may be at a time.</summary>
    public int Quota { get; set; } = int.MaxValue;

    /// <summary>All is well again.</summary>
    public void End()
    {
        IsAway = false;
        Slowness = 1;
        Refusals = Ghosts = Deaths = LostEvents = 0;
        Quota = int.MaxValue;
    }
}
