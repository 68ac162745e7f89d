namespace Flink.Runtime.Rpc;

/// <summary>A message was meant for another term of the endpoint's leadership, and was refused.</summary>
public sealed class FencingException(string message) : RpcException(message, isRetryable: false)
{
    internal static FencingException Refuse(string endpoint, FencingToken given, FencingToken own, string message) =>
        new($"Endpoint '{endpoint}' refused {message}: it carries fencing token {given}, and the endpoint {(own == FencingToken.None
            ? "has none: it is not fenced, or does not lead at the moment"
            : $"has {own}")}. Look up the current leader and connect anew.");
}
