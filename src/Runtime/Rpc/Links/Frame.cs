namespace Flink.Runtime.Rpc.Links;

/// <summary>What goes over a link between two processes; in both directions, in order.</summary>
public abstract record Frame;

/// <summary>Opens a peer: what follows under its number is meant for one endpoint in one term.</summary>
/// <param name="Peer">Number that the opening side chose.</param>
/// <param name="Target">Name of the endpoint at the other side.</param>
/// <param name="Sender">Name of the endpoint on whose behalf; empty for none.</param>
/// <param name="Token">The term.</param>
public sealed record OpenFrame(long Peer, string Target, string Sender, FencingToken Token) : Frame;

/// <summary>A message that is not answered.</summary>
public sealed record TellFrame(long Peer, Message Message) : Frame;

/// <summary>A request; its number is the asking side's.</summary>
public sealed record AskFrame(long Peer, long Request, Message Message) : Frame;

/// <summary>The answer to a request.</summary>
/// <param name="Request">Number of the request.</param>
/// <param name="Question">What was asked; its kind says how the answer is written. Null on the side that reads it.</param>
/// <param name="Value">The answer.</param>
public sealed record ReplyFrame(long Request, Message? Question, object? Value) : Frame;

/// <summary>The answer to a request that failed.</summary>
public sealed record FailureFrame(long Request, RpcError Error) : Frame;

/// <summary>Nobody waits for the answer any more.</summary>
public sealed record CancelFrame(long Request) : Frame;

/// <summary>The opening side lets go of a peer.</summary>
public sealed record CloseFrame(long Peer) : Frame;

/// <summary>The endpoint behind a peer has ended, or was not there.</summary>
public sealed record GoneFrame(long Peer, string Reason) : Frame;
