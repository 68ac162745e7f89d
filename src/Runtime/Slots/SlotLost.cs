using Flink.Core.Graph;
using Flink.Runtime.Rpc;

namespace Flink.Runtime.Slots;

/// <summary>A worker tells a job's master that a slot it had accepted is gone although the worker is not.</summary>
/// <param name="Job">The job.</param>
/// <param name="TaskManager">The worker.</param>
/// <param name="Allocation">The assignment.</param>
/// <param name="Reason">Why, in words.</param>
public sealed record SlotLost(JobId Job, TaskManagerId TaskManager, AllocationId Allocation, string Reason) : Message;
