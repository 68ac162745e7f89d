using Flink.Core;

namespace Flink.Runtime.Rpc;

/// <summary>A message between endpoints failed. The derived types say how.</summary>
public abstract class RpcException : FlinkException
{
    private protected RpcException(string message, bool isRetryable)
        : base(message, isRetryable)
    {
    }

    private protected RpcException(string message, Exception inner, bool isRetryable)
        : base(message, inner, isRetryable)
    {
    }
}
