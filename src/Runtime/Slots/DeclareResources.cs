using Flink.Core.Graph;
using Flink.Runtime.Rpc;

namespace Flink.Runtime.Slots;

/// <summary>All that a job needs from now on, slots that it has included; replaces what was declared before. Empty: nothing any more.</summary>
/// <param name="Job">The job.</param>
/// <param name="Token">The term of the declaring master; another than the registered one is refused.</param>
/// <param name="Requirements">Each size once.</param>
/// <remarks>Fails with <see cref="NotRegisteredException"/> when the master is not registered (any more): it registers and declares again.</remarks>
public sealed record DeclareResources(JobId Job, FencingToken Token, IReadOnlyList<ResourceRequirement> Requirements) : Request<Acknowledge>;
