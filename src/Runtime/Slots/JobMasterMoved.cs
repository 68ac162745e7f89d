using Flink.Core.Graph;
using Flink.Runtime.Rpc;

namespace Flink.Runtime.Slots;

/// <summary>The ResourceManager tells a worker that holds slots of a job which master leads the job now.</summary>
/// <param name="ResourceManager">Token of the ResourceManager that the worker is registered at; that of another is ignored.</param>
/// <param name="Job">The job.</param>
/// <param name="JobMaster">Its master.</param>
/// <param name="JobMasterToken">The master's term. Tasks of another term are cancelled before their slots are offered.</param>
public sealed record JobMasterMoved(FencingToken ResourceManager, JobId Job, EndpointAddress JobMaster, FencingToken JobMasterToken) : Message;
