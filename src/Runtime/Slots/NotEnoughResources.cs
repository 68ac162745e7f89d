using Flink.Core.Graph;
using Flink.Runtime.Rpc;

namespace Flink.Runtime.Slots;

/// <summary>The ResourceManager cannot give a job what it declared, now or later.</summary>
/// <param name="Job">The job.</param>
/// <param name="Reason">What is missing and what to do, in words.</param>
/// <param name="Acquired">What the job has.</param>
public sealed record NotEnoughResources(JobId Job, string Reason, IReadOnlyList<ResourceRequirement> Acquired) : Message;
