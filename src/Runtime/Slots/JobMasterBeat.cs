using Flink.Core.Graph;
using Flink.Runtime.Rpc;

namespace Flink.Runtime.Slots;

/// <summary>A job master's heartbeat to a worker that has slots for it; fails when the worker works for another master, or not for the job.</summary>
/// <param name="Job">The job.</param>
/// <param name="JobMaster">The master's term.</param>
public sealed record JobMasterBeat(JobId Job, FencingToken JobMaster) : Request<Acknowledge>;
