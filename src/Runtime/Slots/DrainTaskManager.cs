using Flink.Runtime.Rpc;

namespace Flink.Runtime.Slots;

/// <summary>The ResourceManager tells a worker that its system will take it away: it offers slots to nobody any more, and goes on with what it has.</summary>
/// <param name="ResourceManager">The term of the sender.</param>
/// <param name="Grace">How long it stays, at the most.</param>
/// <param name="Reason">Why, in words.</param>
public sealed record DrainTaskManager(FencingToken ResourceManager, TimeSpan Grace, string Reason) : Message;
