using Flink.Runtime.Rpc;

namespace Flink.Runtime.Slots;

/// <summary>A worker ends, and says so to the ResourceManager and to the JobMasters that it works for.</summary>
/// <param name="TaskManager">Its id.</param>
/// <param name="Reason">Why, in words.</param>
public sealed record TaskManagerLeaves(TaskManagerId TaskManager, string Reason) : Message;
