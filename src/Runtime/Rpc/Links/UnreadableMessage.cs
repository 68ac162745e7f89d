namespace Flink.Runtime.Rpc.Links;

/// <summary>Stands where a message came in that this process cannot read; a request is answered with the reason.</summary>
internal sealed record UnreadableMessage(string Reason) : Message;
