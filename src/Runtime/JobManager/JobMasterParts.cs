using Flink.Runtime.JobManager.Slots;
using Flink.Runtime.TaskManager;
using Microsoft.Extensions.Logging;

namespace Flink.Runtime.JobManager;

/// <summary>What a job's run has from its master.</summary>
/// <param name="Slots">Where slots come from.</param>
/// <param name="Listener">Whom tasks report to.</param>
/// <param name="Clock">For times, intervals and pauses.</param>
/// <param name="Logger">For what people should know.</param>
/// <param name="Post">Runs an action as a message of the endpoint; false when it has ended.</param>
internal sealed record JobMasterParts(ISlotSupply Slots, ITaskListener Listener, TimeProvider Clock, ILogger Logger, Func<Action, bool> Post);
