using Microsoft.Extensions.Logging;

namespace Flink.Rpc.Grpc;

internal static partial class GrpcLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "A connection of {Caller} was refused: {Reason}")]
    public static partial void Refused(ILogger logger, string caller, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "A connection between processes has ended: {Reason}")]
    public static partial void LinkEnded(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The server of {Address} could not start: nobody can connect to this process any more. It goes on with the connections that it has opened itself; start it anew if they break")]
    public static partial void NotServing(ILogger logger, string address, Exception exception);
}
