using Flink.Runtime.JobManager;
using Flink.Runtime.Scheduling;
using Microsoft.Extensions.Logging;

namespace Flink.Runtime.Checkpoints;

/// <summary>What a checkpoint coordinator has from the job master that it belongs to.</summary>
/// <param name="Tasks">Carries orders to the tasks.</param>
/// <param name="Clock">For intervals and timeouts.</param>
/// <param name="Io">Writes and removes files.</param>
/// <param name="Logger">For what people should know.</param>
/// <param name="Post">Runs an action as a message of the endpoint; false when it has ended.</param>
/// <param name="Fail">Fails the attempt; in a message of the endpoint.</param>
internal sealed record CheckpointCoordinatorServices(
    ITaskGateway Tasks, TimeProvider Clock, IIoExecutor Io, ILogger Logger, Func<Action, bool> Post, Action<Exception> Fail)
{
    /// <summary>Runs an action as a message of the endpoint, after a while; unless the timer is disposed by then, or its message is under way.</summary>
    public ITimer After(TimeSpan delay, Action action) => Clock.CreateTimer(_ => Post(action), null, delay, Timeout.InfiniteTimeSpan);
}
