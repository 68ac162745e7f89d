using Flink.Core.Graph;
using Flink.Runtime.JobManager;
using Flink.Runtime.JobManager.Slots;
using Flink.Runtime.Network;
using Flink.Runtime.Rpc;
using Flink.Runtime.Slots;

namespace Flink.Runtime.Tests.Network;

/// <summary>Slots of several workers in turn, so that neighbouring subtasks are in different ones.</summary>
internal sealed class WorkerSlots(params (PeerAddress Address, ITaskManagerGateway Gateway)[] workers) : ISlotSupply
{
    private JobMaster? _master;
    private int _offered;

    public void Start(JobMaster master)
    {
        _master = master;
        foreach (var (address, gateway) in workers)
        {
            master.AddTaskManager(LocationOf(address), gateway);
        }
    }

    public void Declare(IReadOnlyList<ResourceRequirement> requirements)
    {
        for (var needed = requirements.Sum(one => one.Count); _offered < needed; _offered++)
        {
            var offer = new SlotOffer(new AllocationId(new Id128(0, (ulong)_offered + 1)), _offered / workers.Length, ResourceProfile.Unknown);
            var id = new TaskManagerId(workers[_offered % workers.Length].Address.Id);
            _master!.Post(() => _master.OfferSlots(id, [offer]));
        }
    }

    public void Stop(bool hasEnded, string reason)
    {
        // The test looks at the workers itself.
    }

    private static TaskManagerLocation LocationOf(PeerAddress address) => new(
        new TaskManagerId(address.Id), address.Host, new EndpointAddress(address.Id, "taskmanager"), address.Host, address.Port);
}
