using System.Net;
using Flink.Core;

namespace Flink.Client.Rest;

/// <summary>A cluster refused, failed, or could not be reached.</summary>
public sealed class RestClientException : FlinkException
{
    /// <summary>A failure without an answer.</summary>
    /// <param name="message">What failed, where, and what to do.</param>
    /// <param name="inner">The cause; null for none.</param>
    /// <param name="isRetryable">Whether asking again may help.</param>
    public RestClientException(string message, Exception? inner = null, bool isRetryable = false)
        : base(message, inner!, isRetryable)
    {
    }

    /// <summary>An answer with an error.</summary>
    /// <param name="status">The HTTP status.</param>
    /// <param name="message">What the cluster said.</param>
    public RestClientException(HttpStatusCode status, string message)
        : base(message, isRetryable: status == HttpStatusCode.ServiceUnavailable) => Status = status;

    /// <summary>The HTTP status; null when there was no answer.</summary>
    public HttpStatusCode? Status { get; }
}
