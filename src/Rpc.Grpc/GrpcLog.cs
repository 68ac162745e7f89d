using Microsoft.Extensions.Logging;

namespace Flink.Rpc.Grpc;

internal static partial class GrpcLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "A connection of {Caller} was refused: {Reason}")]
    public static partial void Refused(ILogger logger, string caller, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "A connection between processes has ended: {Reason}")]
    public static partial void LinkEnded(ILogger logger, string reason);
}
