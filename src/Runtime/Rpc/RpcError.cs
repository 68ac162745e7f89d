using Flink.Core;

namespace Flink.Runtime.Rpc;

/// <summary>What a caller is told about a failure: never a stack, and nothing that must be loaded to be read.</summary>
/// <param name="Kind">Which exception it becomes.</param>
/// <param name="Type">Full name of the type of the error.</param>
/// <param name="Message">What it said.</param>
/// <param name="IsRetryable">Whether asking again may succeed.</param>
public sealed record RpcError(RpcErrorKind Kind, string Type, string Message, bool IsRetryable)
{
    /// <summary>What a caller is told about an exception.</summary>
    public static RpcError Of(Exception exception) => exception switch
    {
        RemoteException remote => new RpcError(RpcErrorKind.Handler, remote.ErrorType, remote.Message, remote.IsRetryable),
        FencingException => Of(RpcErrorKind.Fencing, exception),
        EndpointUnreachableException => Of(RpcErrorKind.Unreachable, exception),
        _ => Of(RpcErrorKind.Handler, exception),
    };

    /// <summary>The exception at the caller's.</summary>
    public RpcException ToException() => Kind switch
    {
        RpcErrorKind.Fencing => new FencingException(Message),
        RpcErrorKind.Unreachable => new EndpointUnreachableException(Message),
        _ => new RemoteException(Type, Message, IsRetryable),
    };

    private static RpcError Of(RpcErrorKind kind, Exception exception) =>
        new(kind, exception.GetType().FullName!, exception.Message, exception is FlinkException { IsRetryable: true });
}
