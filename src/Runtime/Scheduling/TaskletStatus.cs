namespace Flink.Runtime.Scheduling;

/// <summary>What a tasklet says at the end of its quantum.</summary>
public enum TaskletStatus
{
    /// <summary>It has more to do: run it again after the others.</summary>
    Ready,

    /// <summary>It waits for <see cref="Tasklet.Wake"/>.</summary>
    Parked,

    /// <summary>It has ended and never runs again.</summary>
    Done,
}
