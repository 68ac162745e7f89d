using Flink.Core.Graph;
using Flink.Runtime.Rpc;

namespace Flink.Runtime.Slots;

/// <summary>A worker offers a job's master the slots that were assigned to the job.</summary>
/// <param name="Job">The job.</param>
/// <param name="TaskManager">The worker, registered before.</param>
/// <param name="Slots">The slots; one that was accepted before is accepted again. Nothing of the job runs in them.</param>
public sealed record OfferSlots(JobId Job, TaskManagerId TaskManager, IReadOnlyList<SlotOffer> Slots) : Request<AcceptedSlots>;
