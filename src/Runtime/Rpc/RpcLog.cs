using Microsoft.Extensions.Logging;

namespace Flink.Runtime.Rpc;

internal static partial class RpcLog
{
    [LoggerMessage(Level = LogLevel.Error, Message = "Endpoint {Endpoint}: a message could not be handled.")]
    public static partial void HandlerFailed(ILogger logger, string endpoint, Exception exception);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Endpoint {Endpoint}: a request failed.")]
    public static partial void RequestFailed(ILogger logger, string endpoint, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Endpoint {Endpoint}: a message of {Sender} was refused: {Reason}")]
    public static partial void Refused(ILogger logger, string endpoint, EndpointAddress sender, string reason);
}
