using System.Net;
using Flink.Core;

namespace Flink.Yarn.Rest;

/// <summary>YARN has answered, and it is an error; or nobody has.</summary>
internal sealed class YarnException : FlinkException
{
    /// <summary>An answer that is an error.</summary>
    /// <param name="message">What was asked, and YARN's own words.</param>
    /// <param name="status">The status of the answer.</param>
    /// <param name="kind">The class of the error, without its package; null where the answer names none.</param>
    public YarnException(string message, HttpStatusCode status, string? kind)
        : base(message, status >= HttpStatusCode.InternalServerError)
    {
        Status = status;
        Kind = kind;
    }

    /// <summary>Nobody has answered.</summary>
    public YarnException(string message, Exception? inner)
        : base(message, inner!, isRetryable: true)
    {
    }

    /// <summary>The status of the answer; null when there was none.</summary>
    public HttpStatusCode? Status { get; }

    /// <summary>The class of the error, without its package; null where the answer names none.</summary>
    public string? Kind { get; }

    /// <summary>Whether nobody answered: the ResourceManager is away, or none is active.</summary>
    public bool IsUnreachable => Status is null;
}
