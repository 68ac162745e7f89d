using Flink.Runtime.Slots;

namespace Flink.ResourceManagers.Drivers;

/// <summary>A worker that an earlier term requested and that is still alive.</summary>
/// <param name="Id">The name under which it registers.</param>
/// <param name="Node">The machine that it runs on, as the system names it; null when that is not known.</param>
public sealed record RecoveredWorker(TaskManagerId Id, string? Node);
