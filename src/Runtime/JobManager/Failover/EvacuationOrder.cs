using Flink.Runtime.Checkpoints;

namespace Flink.Runtime.JobManager.Failover;

/// <summary>What an <see cref="Evacuation"/> has from the job's run.</summary>
/// <param name="CanMove">Whether tasks may be started over at the moment although nothing failed.</param>
/// <param name="Move">Starts regions over from a checkpoint.</param>
/// <param name="Refused">Says why no checkpoint could be taken; it is tried again.</param>
internal sealed record EvacuationOrder(Func<bool> CanMove, Action<IReadOnlyList<int>, JobSnapshot> Move, Action<string> Refused);
