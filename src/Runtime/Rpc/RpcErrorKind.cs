namespace Flink.Runtime.Rpc;

/// <summary>Which exception an <see cref="RpcError"/> becomes at the caller's.</summary>
public enum RpcErrorKind : byte
{
    /// <summary>The handler threw: <see cref="RemoteException"/>.</summary>
    Handler = 0,

    /// <summary>The token was wrong: <see cref="FencingException"/>.</summary>
    Fencing = 1,

    /// <summary>There is no such endpoint: <see cref="EndpointUnreachableException"/>.</summary>
    Unreachable = 2,
}
