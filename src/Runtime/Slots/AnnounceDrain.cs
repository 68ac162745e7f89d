using Flink.Runtime.Rpc;

namespace Flink.Runtime.Slots;

/// <summary>A worker says that it is about to go: nothing is to be placed on it, and what it has is needed elsewhere. The answer is whether there is a place elsewhere: if not, to wait for a move is in vain.</summary>
/// <param name="Instance">Its registration.</param>
/// <param name="Grace">How long it stays, at the most.</param>
/// <param name="Reason">Why, in words.</param>
public sealed record AnnounceDrain(InstanceId Instance, TimeSpan Grace, string Reason) : Request<bool>;
