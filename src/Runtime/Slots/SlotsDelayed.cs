using Flink.Core.Graph;
using Flink.Runtime.Rpc;

namespace Flink.Runtime.Slots;

/// <summary>Slots that a job waits for take longer, because workers cannot be started at the moment. They are still tried for.</summary>
/// <param name="Job">The job.</param>
/// <param name="Reason">Why, in words; null when the reason is gone.</param>
public sealed record SlotsDelayed(JobId Job, string? Reason) : Message;
