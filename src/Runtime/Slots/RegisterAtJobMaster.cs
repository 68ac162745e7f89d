using Flink.Core.Graph;
using Flink.Runtime.Rpc;

namespace Flink.Runtime.Slots;

/// <summary>A worker that was assigned a slot for a job makes itself known to the job's master, before it offers slots.</summary>
/// <param name="Job">The job.</param>
/// <param name="TaskManager">The worker.</param>
/// <param name="Incarnation">Random bits of the worker's process: one with the id of another that still lives is told apart by them.</param>
public sealed record RegisterAtJobMaster(JobId Job, TaskManagerLocation TaskManager, InstanceId Incarnation) : Request<Acknowledge>;
