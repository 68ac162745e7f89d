using Flink.Runtime.Slots;

namespace Flink.Runtime.JobManager.Slots;

/// <summary>A TaskManager that offers slots to a job.</summary>
/// <param name="location">Who it is and where.</param>
/// <param name="gateway">Carries orders to it.</param>
/// <remarks>Belongs to the job master's endpoint.</remarks>
public sealed class TaskManagerConnection(TaskManagerLocation location, ITaskManagerGateway gateway)
{
    /// <summary>Who it is and where.</summary>
    public TaskManagerLocation Location => location;

    /// <summary>Carries orders to it.</summary>
    public ITaskManagerGateway Gateway => gateway;

    /// <summary>Whether it is about to go: the job takes no slots of it any more, and uses those that it has only until it has others.</summary>
    internal bool IsLeaving { get; set; }

    /// <summary>The slots that the job has of it, in the order they came.</summary>
    internal List<PhysicalSlot> Slots { get; } = [];
}
