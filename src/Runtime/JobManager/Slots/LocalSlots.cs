using Flink.Core.Graph;
using Flink.Runtime.Rpc;
using Flink.Runtime.Slots;

namespace Flink.Runtime.JobManager.Slots;

/// <summary>As many slots as a job wants, all of one TaskManager in this process.</summary>
/// <param name="taskManager">The TaskManager.</param>
/// <remarks>A slot is offered once: who runs a job on these gives none back as idle (<see cref="JobMasterSettings.SlotIdleTimeout"/> without end).</remarks>
public sealed class LocalSlots(ITaskManagerGateway taskManager) : ISlotSupply
{
    private static readonly TaskManagerLocation _here = new(new TaskManagerId("local"), "localhost", new EndpointAddress("local", "taskmanager"), "localhost", 0);

    private JobMaster? _master;
    private int _offered;

    /// <inheritdoc/>
    public void Start(JobMaster master)
    {
        _master = master;
        master.AddTaskManager(_here, taskManager);
    }

    /// <inheritdoc/>
    public void Declare(IReadOnlyList<ResourceRequirement> requirements)
    {
        var offers = new List<SlotOffer>();
        for (var needed = requirements.Sum(static one => one.Count); _offered < needed; _offered++)
        {
            offers.Add(new SlotOffer(new AllocationId(new Id128(0, (ulong)_offered + 1)), _offered, ResourceProfile.Any));
        }

        if (offers.Count > 0)
        {
            // A message of its own: whoever declares is in the middle of something.
            _master!.Post(() => _master.OfferSlots(_here.Id, offers));
        }
    }

    /// <inheritdoc/>
    public void Stop(bool hasEnded, string reason)
    {
        // There is nobody to be told: the TaskManager knows of the end of the job, and slots are no objects of it.
    }
}
