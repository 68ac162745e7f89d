using Flink.Core;

namespace Flink.Yarn.Rpc;

/// <summary>No server of Hadoop has answered: there is none, it stands by for another, what came is no answer, or it came too late. Whether the call was carried out is not known.</summary>
internal sealed class RpcUnreachableException(string message, Exception? inner) : FlinkException(message, inner!, isRetryable: true);
