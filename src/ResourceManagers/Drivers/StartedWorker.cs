using Flink.Runtime.Slots;

namespace Flink.ResourceManagers.Drivers;

/// <summary>A worker that has its place and boots.</summary>
/// <param name="Id">The name under which it will register; never used twice in a cluster, whatever the term.</param>
/// <param name="Node">The machine that it runs on, as the system names it; null when that is not known.</param>
public sealed record StartedWorker(TaskManagerId Id, string? Node);
