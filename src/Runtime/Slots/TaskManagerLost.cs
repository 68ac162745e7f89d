using Flink.Runtime.Rpc;

namespace Flink.Runtime.Slots;

/// <summary>The ResourceManager tells the masters of jobs with slots on a worker that the worker is gone.</summary>
/// <param name="TaskManager">The worker.</param>
/// <param name="Reason">What is known of it, such as the exit code; part of the failure that the job reports.</param>
public sealed record TaskManagerLost(TaskManagerId TaskManager, string Reason) : Message;
