namespace Flink.Runtime.Rpc;

/// <summary>No answer to a request came in time. Whether it was carried out is unknown.</summary>
public sealed class RpcTimeoutException(string message) : RpcException(message, isRetryable: true);
