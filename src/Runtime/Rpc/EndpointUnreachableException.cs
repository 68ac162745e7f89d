namespace Flink.Runtime.Rpc;

/// <summary>There is no connection to an endpoint: its process cannot be reached, or it has no such endpoint (any more).</summary>
public sealed class EndpointUnreachableException : RpcException
{
    /// <summary>For a reason of this project's own.</summary>
    public EndpointUnreachableException(string message)
        : base(message, isRetryable: true)
    {
    }

    /// <summary>Because of what the network said.</summary>
    public EndpointUnreachableException(string message, Exception inner)
        : base(message, inner, isRetryable: true)
    {
    }
}
