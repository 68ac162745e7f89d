using Flink.Core.Graph;
using Flink.Runtime.Rpc;
using Flink.Runtime.Slots;

namespace Flink.Runtime.ResourceManager;

/// <summary>A worker's registration at the ResourceManager.</summary>
internal sealed class WorkerConnection(InstanceId instance, InstanceId incarnation, TaskManagerDescription description)
{
    public InstanceId Instance => instance;

    /// <summary>The worker's process.</summary>
    public InstanceId Incarnation => incarnation;

    public TaskManagerDescription Description => description;

    public TaskManagerId Id => description.Location.Id;

    public Peer Peer { get; set; } = null!;

    /// <summary>Its slots; null until it has reported them.</summary>
    public RegisteredWorker? Slots { get; set; }

    /// <summary>The jobs that hold slots of it.</summary>
    public IEnumerable<JobId> Jobs => Slots?.Slots.Select(static slot => slot.Job).Distinct() ?? [];

    /// <summary>When its system takes it away, and why; null while nobody has said that it does.</summary>
    public (DateTimeOffset Deadline, string Reason)? Departure { get; set; }

    public DateTimeOffset LastHeartbeat { get; set; }
}
