using Flink.Core.Graph;
using Flink.Runtime.Rpc;

namespace Flink.Runtime.Slots;

/// <summary>A job's master offers itself to the ResourceManager. What an earlier master of the job declared stays until this one declares.</summary>
/// <param name="Job">The job.</param>
/// <param name="Address">The master's endpoint.</param>
/// <param name="Token">The master's term.</param>
public sealed record RegisterJobMaster(JobId Job, EndpointAddress Address, FencingToken Token) : Request<Acknowledge>;
