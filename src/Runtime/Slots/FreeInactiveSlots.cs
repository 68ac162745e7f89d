using Flink.Core.Graph;
using Flink.Runtime.Rpc;

namespace Flink.Runtime.Slots;

/// <summary>The ResourceManager tells a worker that a job needs nothing any more: slots that its master has not accepted are freed.</summary>
/// <param name="ResourceManager">Token of the ResourceManager that the worker is registered at; that of another is ignored.</param>
/// <param name="Job">The job.</param>
public sealed record FreeInactiveSlots(FencingToken ResourceManager, JobId Job) : Message;
