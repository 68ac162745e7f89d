using Flink.Core.Graph;
using Flink.Runtime.Rpc;

namespace Flink.Runtime.Slots;

/// <summary>A job's master gives a slot back to its worker. Tasks in it are cancelled first.</summary>
/// <param name="Job">The job.</param>
/// <param name="JobMaster">The master's term; that of another is ignored.</param>
/// <param name="Allocation">The assignment.</param>
/// <param name="Reason">Why, in words.</param>
public sealed record FreeSlot(JobId Job, FencingToken JobMaster, AllocationId Allocation, string Reason) : Message;
