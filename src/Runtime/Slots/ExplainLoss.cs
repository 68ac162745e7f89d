using Flink.Runtime.Rpc;

namespace Flink.Runtime.Slots;

/// <summary>Asks the ResourceManager what became of a worker that cannot be reached: its exit code, that it ran out of memory. The answer may wait a moment for whoever started the worker; it is null when nothing is known.</summary>
/// <param name="TaskManager">The worker.</param>
public sealed record ExplainLoss(TaskManagerId TaskManager) : Request<string?>;
