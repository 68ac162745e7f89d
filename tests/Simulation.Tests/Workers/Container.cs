using Flink.ResourceManagers.Drivers;
using Flink.Runtime.Rpc.Simulation;
using Flink.Runtime.Slots;

namespace Flink.Simulation.Tests.Workers;

/// <summary>A place for one worker, as the simulated system knows it: the truth, whatever JobManagers believe.</summary>
internal sealed class Container(TaskManagerId id, WorkerRequest request)
{
    public TaskManagerId Id => id;

    public WorkerRequest Request => request;

    /// <summary>The worker in it; null while it boots, and for ever where it never starts.</summary>
    public SimulatedProcess? Process { get; set; }

    /// <summary>Whether it is still there.</summary>
    public bool IsAlive { get; set; } = true;

    /// <summary>When it will be taken away, in time since the beginning; null while that is not intended.</summary>
    public TimeSpan? Deadline { get; set; }

    /// <summary>When it went, in time since the beginning.</summary>
    public TimeSpan Ended { get; set; }
}
