using System.Net;
using System.Net.Sockets;
using Amazon.Runtime;
using Amazon.S3;
using Flink.Core.FileSystems;
using Polly;

namespace Flink.FileSystems.S3.Connections;

/// <summary>Turns what the service says, or that it says nothing, into errors that name the path, the option and what to do.</summary>
internal static class S3Errors
{
    // Of services that are busy, and of requests that came upon another one.
    private static readonly HashSet<string> _passing = new(StringComparer.Ordinal)
    {
        "SlowDown", "Throttling", "ThrottlingException", "RequestLimitExceeded", "RequestThrottled", "TooManyRequests",
        "RequestTimeout", "RequestTimeoutException", "InternalError", "ServiceUnavailable", "OperationAborted", "ConditionalRequestConflict",
    };

    /// <summary>Whether the service, the way to it or its client says so, and no mistake of the caller.</summary>
    public static bool IsOfService(Exception error) =>
        error is AmazonServiceException or AmazonClientException or HttpRequestException or SocketException or IOException or OperationCanceledException or ExecutionRejectedException;

    /// <summary>Whether the same request may succeed a moment later.</summary>
    public static bool MayPass(Exception error) => error switch
    {
        // The answer is one of success, and each of these has its own reason.
        DeleteObjectsException { Response.DeleteErrors: { Count: > 0 } left } => left.TrueForAll(static one => _passing.Contains(one.Code)),
        AmazonServiceException { ErrorCode: { } code } when _passing.Contains(code) => true,
        AmazonServiceException { StatusCode: HttpStatusCode.TooManyRequests } => true,
        AmazonServiceException { StatusCode: HttpStatusCode.NotImplemented or HttpStatusCode.InsufficientStorage } => false,
        AmazonServiceException { StatusCode: >= HttpStatusCode.InternalServerError } => true,
        AmazonServiceException { StatusCode: > 0 } => false,
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => false,
        // A connection that breaks the moment it is made comes without a wrapping.
        HttpRequestException or SocketException or IOException or OperationCanceledException or ExecutionRejectedException => true,
        AmazonClientException { InnerException: { } inner } => MayPass(inner),
        _ => false,
    };

    /// <summary>Whether the error says that there is no such object, and not that there is no such bucket.</summary>
    public static bool IsMissingObject(Exception? error) =>
        error is AmazonS3Exception { StatusCode: HttpStatusCode.NotFound, ErrorCode: not "NoSuchBucket" };

    /// <summary>Whether a condition of the request did not hold.</summary>
    public static bool IsRefusedByCondition(Exception? error) => error is AmazonS3Exception { StatusCode: HttpStatusCode.PreconditionFailed };

    public static FileSystemException Translate(string verb, ObjectPlace at, Exception error, S3Settings settings)
    {
        var (kind, reason) = Explain(at, error, settings);
        return new FileSystemException(kind, at.Path, $"Cannot {verb} '{at.Path}': {reason}", error);
    }

    public static FileSystemException NotFound(string verb, ObjectPlace at, Exception? error = null) => new(
        FileSystemError.NotFound, at.Path, $"Cannot {verb} '{at.Path}': there is no such file or folder. Check the path.", error);

    public static FileSystemException IsAFolder(string verb, ObjectPlace at) => new(
        FileSystemError.IsAFolder, at.Path, $"Cannot {verb} '{at.Path}': it is a folder, not a file. Name a file in it.");

    public static FileSystemException NotAFolder(string verb, ObjectPlace at) => new(
        FileSystemError.NotAFolder, at.Path, $"Cannot {verb} '{at.Path}': it is a file, not a folder.");

    public static FileSystemException AlreadyExists(string verb, ObjectPlace at, Exception? error = null) => new(
        FileSystemError.AlreadyExists, at.Path,
        $"Cannot {verb} '{at.Path}': it exists already. Delete it, choose another path, or allow it to be overwritten.", error);

    private static (FileSystemError Kind, string Reason) Explain(ObjectPlace at, Exception error, S3Settings settings) => error switch
    {
        DeleteObjectsException { Response.DeleteErrors: { Count: > 0 } left } => (
            left[0].Code == "AccessDenied" ? FileSystemError.PermissionDenied : FileSystemError.Other,
            $"{settings.Service} left {left.Count} of its objects, first '{left[0].Key}': {left[0].Code} {FirstLine(left[0].Message ?? "")}"),
        AmazonS3Exception service => Explain(at, service, settings),
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => (
            FileSystemError.Other,
            $"{settings.Service} shows a certificate that is not trusted, or speaks no TLS. Check '{S3Options.Endpoint.Key}'; an authority of your own is made known by SSL_CERT_FILE. ({Innermost(error)})"),
        _ when MayPass(error) => (
            FileSystemError.Other,
            $"{settings.Service} does not answer ({Innermost(error)}); it was asked {settings.Attempts} {(settings.Attempts == 1 ? "time" : "times")}. Check '{S3Options.Endpoint.Key}' and the network; '{S3Options.Attempts.Key}' and '{S3Options.Timeout.Key}' say how long is waited."),
        AmazonClientException => (
            FileSystemError.PermissionDenied,
            $"there are no credentials, or no region. Set '{S3Options.AccessKey.Key}' and '{S3Options.SecretKey.Key}', or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, a profile (AWS_PROFILE) or a role in the environment of every process; '{S3Options.Region.Key}' or AWS_REGION is the region. ({FirstLine(error.Message)})"),
        _ => (FileSystemError.Other, FirstLine(error.Message)),
    };

    private static (FileSystemError Kind, string Reason) Explain(ObjectPlace at, AmazonS3Exception error, S3Settings settings) => error.ErrorCode switch
    {
        "NoSuchBucket" => (FileSystemError.NotFound, $"there is no bucket '{at.Bucket}' at {settings.Service}. Create it, correct the path, or check '{S3Options.Endpoint.Key}'."),
        "InvalidBucketName" => (FileSystemError.NotFound, $"'{at.Bucket}' cannot be the name of a bucket. Correct the path."),
        "InvalidAccessKeyId" => (FileSystemError.PermissionDenied, $"{settings.Service} does not know the access key. Check '{S3Options.AccessKey.Key}' ({Origin(settings)}) and '{S3Options.Endpoint.Key}'."),
        "SignatureDoesNotMatch" => (FileSystemError.PermissionDenied, $"the secret key is not that of the access key. Check '{S3Options.SecretKey.Key}' ({Origin(settings)})."),
        "ExpiredToken" or "InvalidToken" or "TokenRefreshRequired" => (FileSystemError.PermissionDenied, $"the session token has expired or is wrong. Renew '{S3Options.SessionToken.Key}' and its keys ({Origin(settings)})."),
        "RequestTimeTooSkewed" => (FileSystemError.Other, $"the clock of {Environment.MachineName} differs too much from that of {settings.Service}. Set the clock."),
        "AccessDenied" or "AllAccessDisabled" or "AccountProblem" => (FileSystemError.PermissionDenied, $"{settings.Service} denies it: {FirstLine(error.Message)} Allow the user of the access key {Action(error)} on the bucket '{at.Bucket}'."),
        "AuthorizationHeaderMalformed" or "PermanentRedirect" or "IllegalLocationConstraintException" => (FileSystemError.Other, $"the bucket '{at.Bucket}' is in another region: {FirstLine(error.Message)} Set '{S3Options.Region.Key}', and '{S3Options.Endpoint.Key}' to that of the region."),
        "NoSuchUpload" => (FileSystemError.Other, "its upload was ended from outside: by somebody who deleted the folder or wrote the same name, or by a rule of the bucket. Write it again."),
        "ObjectParentIsFile" => (FileSystemError.NotAFolder, "a part of it is a file, not a folder."),
        "QuotaExceeded" or "XMinioStorageFull" or "XMinioAdminBucketQuotaExceeded" => (FileSystemError.DiskFull, $"the quota of the bucket '{at.Bucket}' or the storage of {settings.Service} is full. Free space, or choose another bucket."),
        _ => error.StatusCode switch
        {
            HttpStatusCode.NotFound => (FileSystemError.NotFound, "there is no such file or folder. Check the path."),
            HttpStatusCode.PreconditionFailed => (FileSystemError.AlreadyExists, "it exists already. Delete it, choose another path, or allow it to be overwritten."),
            HttpStatusCode.InsufficientStorage => (FileSystemError.DiskFull, $"the storage of {settings.Service} is full. Free space, or choose another bucket."),
            HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized => (FileSystemError.PermissionDenied, $"{settings.Service} denies it. Check '{S3Options.AccessKey.Key}' and '{S3Options.SecretKey.Key}' ({Origin(settings)}), and that they may use the bucket '{at.Bucket}'."),
            HttpStatusCode.MovedPermanently or HttpStatusCode.TemporaryRedirect => (FileSystemError.Other, $"the bucket '{at.Bucket}' is in another region. Set '{S3Options.Region.Key}', and '{S3Options.Endpoint.Key}' to that of the region."),
            _ => (FileSystemError.Other, $"{settings.Service} answered {(int)error.StatusCode} {error.ErrorCode}: {FirstLine(error.Message)}"),
        },
    };

    private static string Origin(S3Settings settings) => settings.Keys is null ? "it is not set: the environment's credentials were used" : "as configured";

    private static string Action(AmazonS3Exception error) =>
        error.Message.Contains("s3:", StringComparison.Ordinal) ? "this action" : "s3:ListBucket, s3:GetObject, s3:PutObject, s3:DeleteObject and s3:AbortMultipartUpload";

    private static string Innermost(Exception error)
    {
        while (error.InnerException is { } inner)
        {
            error = inner;
        }

        return FirstLine(error.Message).TrimEnd('.');
    }

    private static string FirstLine(string text) => text.Split('\n', 2)[0].Trim();
}
