using Flink.Core.Graph;
using Flink.Runtime.Heartbeats;
using Flink.Runtime.Rpc;
using Flink.Runtime.Slots;
using Microsoft.Extensions.Logging;

namespace Flink.Runtime.TaskExecutor;

/// <summary>Brings the slots that were cut for a job to its master, which takes or refuses them.</summary>
/// <remarks>Part of the worker's endpoint. A slot is in one offer at a time; what is cut meanwhile goes with the next.</remarks>
/// <param name="settings">How long a master may take to answer.</param>
/// <param name="worker">Whose slots they are.</param>
/// <param name="slots">The slots.</param>
/// <param name="masterSigns">Watches masters.</param>
/// <param name="logger">For what people should know.</param>
/// <param name="release">Gives a slot back, for a reason in words.</param>
/// <param name="offer">Has the open slots of a job offered anew: its master did not answer in time, or changed while it had an offer.</param>
internal sealed class SlotOffers(
    TaskExecutorSettings settings,
    TaskManagerId worker,
    SlotTable slots,
    HeartbeatMonitor<JobId> masterSigns,
    ILogger logger,
    Action<TaskSlot, string> release,
    Action<JobConnection> offer)
{
    /// <summary>Those of some slots that no master has, and that are in no offer.</summary>
    public static TaskSlot[] Open(IEnumerable<TaskSlot> slots) =>
        [.. slots.Where(static slot => slot is { State: TaskSlotState.Allocated, IsOffered: false })];

    /// <summary>Offers the job's open slots, where there are any.</summary>
    /// <param name="connection">The way to the job's master.</param>
    /// <param name="peer">That master.</param>
    public async void Send(JobConnection connection, Peer peer)
    {
        var offered = Open(slots.Of(connection.Job));
        if (offered.Length == 0)
        {
            return;
        }

        Array.ForEach(offered, static slot => slot.IsOffered = true);
        try
        {
            var offers = offered.Select(static slot => new SlotOffer(slot.Allocation, slot.Index, slot.Need)).ToArray();
            var accepted = await peer.AskAsync(new OfferSlots(connection.Job, worker, offers), settings.AskTimeout);
            Answered(connection, peer, offered, accepted);
        }
        catch (RpcTimeoutException)
        {
            // A master with much to do, which takes again what it has taken already. One that answers nothing at all any more is lost to heartbeats, or to the time that slots wait for a master.
            TaskExecutorLog.OfferNotAnswered(logger, connection.Job, settings.AskTimeout);
            Array.ForEach(offered, static slot => slot.IsOffered = false);
            Array.ForEach(offered, slot => TellIfLost(connection, peer, slot));
            offer(connection);
        }
        catch (RpcException e)
        {
            // The master may have taken them or not. Only a new connection makes sure that both sides think the same.
            Array.ForEach(offered, static slot => slot.IsOffered = false);
            if (connection.Peer == peer)
            {
                connection.Lost(e.Message);
            }
        }
    }

    private void Answered(JobConnection connection, Peer peer, TaskSlot[] offered, AcceptedSlots accepted)
    {
        Array.ForEach(offered, static slot => slot.IsOffered = false);
        if (connection.Peer != peer)
        {
            offer(connection);
            return;
        }

        // A master that took slots sends heartbeats. One that has lost its way here since, before the first of them, would never say so.
        if (accepted.Allocations.Count > 0 && masterSigns.SilenceOf(connection.Job) is null)
        {
            masterSigns.Watch(connection.Job);
        }

        foreach (var slot in offered)
        {
            if (!accepted.Allocations.Contains(slot.Allocation))
            {
                release(slot, "the job's master did not want it");
            }
            else if (slot.State is TaskSlotState.Allocated)
            {
                slot.Activate();
            }
            else
            {
                TellIfLost(connection, peer, slot);
            }
        }
    }

    private void TellIfLost(JobConnection connection, Peer peer, TaskSlot slot)
    {
        if (slot.State is TaskSlotState.Releasing)
        {
            peer.Tell(new SlotLost(connection.Job, worker, slot.Allocation, "it was given back while it was offered"));
        }
    }
}
