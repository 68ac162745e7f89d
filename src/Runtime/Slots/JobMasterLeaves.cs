using Flink.Core.Graph;
using Flink.Runtime.Rpc;

namespace Flink.Runtime.Slots;

/// <summary>A job's master ends its registration at the ResourceManager, or its work with a worker.</summary>
/// <param name="Job">The job.</param>
/// <param name="Token">The master's term; that of another is ignored.</param>
/// <param name="HasEnded">Whether the job has ended for good: then all that it declared and holds is let go, else it is kept for the next master.</param>
/// <param name="Reason">Why, in words.</param>
public sealed record JobMasterLeaves(JobId Job, FencingToken Token, bool HasEnded, string Reason) : Message;
