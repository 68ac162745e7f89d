using System.Net;

namespace Flink.FileSystems.Hdfs.Web;

/// <summary>A call of WebHDFS that failed: refused by a server, or without an answer.</summary>
/// <param name="kind">The simple name of the server's exception; empty when there was none, as without an answer.</param>
/// <param name="server">Who refused, or did not answer.</param>
/// <param name="status">The status of the answer; null without one.</param>
/// <param name="message">What the server said, or what became of the connection.</param>
/// <param name="inner">What the connection said.</param>
internal sealed class WebHdfsException(string kind, Uri server, HttpStatusCode? status, string message, Exception? inner = null)
    : Exception(message, inner)
{
    public string Kind => kind;

    /// <summary>The server, as host:port.</summary>
    public string Server => server.Authority;

    public HttpStatusCode? Status => status;

    /// <summary>Whether the call may have taken effect all the same: the connection broke after it was made.</summary>
    public bool IsUncertain => status is null && InnerException is not HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError };

    /// <summary>Whether it is only this NameNode that does not serve.</summary>
    public bool IsStandby => kind is "StandbyException" or "ObserverRetryOnActiveException";

    /// <summary>Whether a file's last writer, or who took over from it, is not done with it yet.</summary>
    public bool IsBeingRecovered => kind is "AlreadyBeingCreatedException" or "RecoveryInProgressException";

    /// <summary>Whether there is no DataNode to write to, or none that has what is to be read.</summary>
    public bool LacksDataNodes => Message.Contains("Failed to find datanode", StringComparison.Ordinal)
        || Message.Contains("could only be written to 0 of the", StringComparison.Ordinal)
        || kind == "BlockMissingException";

    /// <summary>Whether a NameNode has just started and changes nothing yet.</summary>
    public bool IsSafeMode => kind == "SafeModeException" || (kind == "RetriableException" && Message.Contains("safe mode", StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether the same call may succeed a little later.</summary>
    public bool IsTransient => IsStandby || IsSafeMode || IsBeingRecovered || LacksDataNodes
        || kind is "RetriableException" or "NotReplicatedYetException" or "ServerTooBusyException"
        || (kind.Length == 0 && status is null or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout);
}
