using Flink.Core.Graph;
using Flink.Runtime.Rpc;
using Flink.Runtime.Slots;
using Microsoft.Extensions.Logging;

namespace Flink.Runtime.ResourceManager;

/// <summary>Takes what the slot manager asks to workers and masters, as messages of the ResourceManager.</summary>
/// <param name="endpoint">The ResourceManager, in which answers are read.</param>
/// <param name="find">Finds a worker that is registered.</param>
/// <param name="masters">The masters of jobs.</param>
/// <param name="nextId">Ids that nothing else has.</param>
/// <param name="patience">How long a worker may take to answer.</param>
/// <param name="logger">For what people should know.</param>
internal sealed class SlotCalls(
    RpcEndpoint endpoint, Func<InstanceId, WorkerConnection> find, RegisteredMasters masters, Func<Id128> nextId, TimeSpan patience, ILogger logger) : ISlotCalls
{
    public DateTimeOffset Now => endpoint.Clock.GetUtcNow();

    /// <summary>Who is told the answers.</summary>
    public SlotManager Slots { get; set; } = null!;

    public IDisposable After(TimeSpan delay, Action action) => endpoint.After(delay, action);

    public AllocationId NextAllocation() => new(nextId());

    public bool HasMaster(JobId job) => masters.Find(job) is not null;

    public async void Request(RegisteredWorker worker, WorkerSlot slot)
    {
        var master = masters.Find(slot.Job)!;
        var request = new RequestSlot(endpoint.Token, slot.Job, slot.Allocation, slot.Need, master.Address, master.Token);
        SlotAnswer answer;
        try
        {
            answer = await find(worker.Instance).Peer.AskAsync(request, patience);
        }
        catch (RpcException e)
        {
            ResourceManagerLog.SlotRefused(logger, worker.Id, slot.Job, e.Message);
            Slots.GotNoAnswer(worker, slot);
            return;
        }

        if (answer.RefusedBecause is { } reason)
        {
            ResourceManagerLog.SlotRefused(logger, worker.Id, slot.Job, reason);
        }

        Slots.Answered(worker, slot, answer);
    }

    public void FreeInactive(RegisteredWorker worker, JobId job) => find(worker.Instance).Peer.Tell(new FreeInactiveSlots(endpoint.Token, job));

    public async void AskRelease(RegisteredWorker worker, DateTimeOffset idleSince)
    {
        var canGo = false;
        try
        {
            canGo = await find(worker.Instance).Peer.AskAsync(new AskRelease(worker.Instance), patience);
        }
        catch (RpcException e)
        {
            ResourceManagerLog.ReleaseNotAnswered(logger, worker.Id, e.Message);
        }

        Slots.AnsweredRelease(worker, idleSince, canGo);
    }

    public void Delayed(JobId job, string? reason) => masters.Find(job)?.Peer.Tell(new SlotsDelayed(job, reason));

    public void NotEnough(JobId job, string reason, IReadOnlyList<ResourceRequirement> acquired)
    {
        ResourceManagerLog.NotEnough(logger, job, reason);
        masters.Find(job)!.Peer.Tell(new NotEnoughResources(job, reason, acquired));
    }
}
