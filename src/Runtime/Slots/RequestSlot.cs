using Flink.Core.Graph;
using Flink.Runtime.Rpc;

namespace Flink.Runtime.Slots;

/// <summary>The ResourceManager has a worker cut a slot for a job from its room; the worker then offers it to the job's master.</summary>
/// <param name="ResourceManager">Token of the ResourceManager that the worker is registered at; that of another is refused.</param>
/// <param name="Job">The job.</param>
/// <param name="Allocation">The assignment; the same one again is granted again.</param>
/// <param name="Need">What the job asked for; how large the slot is follows from it and from what the worker has.</param>
/// <param name="JobMaster">Whom to offer it.</param>
/// <param name="JobMasterToken">The term of the job's master.</param>
public sealed record RequestSlot(
    FencingToken ResourceManager,
    JobId Job,
    AllocationId Allocation,
    ResourceProfile Need,
    EndpointAddress JobMaster,
    FencingToken JobMasterToken) : Request<SlotAnswer>;
