using Flink.Core.Graph;
using Flink.Runtime.Rpc;
using Flink.Runtime.Slots;

namespace Flink.Runtime.JobManager.Slots;

/// <summary>As many slots as a job wants and as large, all of one TaskManager in this process.</summary>
/// <param name="taskManager">The TaskManager.</param>
/// <remarks>A slot is offered once: who runs a job on these gives none back as idle (<see cref="JobMasterSettings.SlotIdleTimeout"/> without end).</remarks>
public sealed class LocalSlots(ITaskManagerGateway taskManager) : ISlotSupply
{
    private static readonly TaskManagerLocation _here = new(new TaskManagerId("local"), "localhost", new EndpointAddress("local", "taskmanager"), "localhost", 0);

    private JobMaster? _master;
    private readonly Dictionary<ResourceProfile, int> _offered = [];
    private int _last;

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
        foreach (var (need, count) in requirements)
        {
            for (var missing = count - _offered.GetValueOrDefault(need); missing > 0; missing--)
            {
                _offered[need] = _offered.GetValueOrDefault(need) + 1;
                offers.Add(new SlotOffer(new AllocationId(new Id128(0, (ulong)_last + 1)), _last++, need));
            }
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
