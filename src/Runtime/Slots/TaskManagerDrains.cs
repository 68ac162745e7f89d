using Flink.Runtime.Rpc;

namespace Flink.Runtime.Slots;

/// <summary>Masters of jobs with slots on a worker are told that the worker is about to go: its system takes it away, or its process was told to end. Told again, the shorter time counts.</summary>
/// <param name="TaskManager">The worker.</param>
/// <param name="Grace">How long it stays, at the most; clocks of two machines differ, so it is no moment.</param>
/// <param name="Reason">Why, in words.</param>
public sealed record TaskManagerDrains(TaskManagerId TaskManager, TimeSpan Grace, string Reason) : Message;
