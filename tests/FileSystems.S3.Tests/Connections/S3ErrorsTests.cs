using System.Net;
using System.Net.Sockets;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Flink.Core.Configuration;
using Flink.Core.FileSystems;
using Flink.FileSystems.S3.Connections;

namespace Flink.FileSystems.S3.Tests.Connections;

public class S3ErrorsTests
{
    private static readonly ObjectPlace _at = ObjectPlace.Of(FilePath.Parse("s3://books/a/b"));

    [Theory]
    [InlineData(403, "AccessDenied", FileSystemError.PermissionDenied, "s3:PutObject")]
    [InlineData(403, "Forbidden", FileSystemError.PermissionDenied, "'s3.secret-key'")]
    [InlineData(403, "ExpiredToken", FileSystemError.PermissionDenied, "'s3.session.token'")]
    [InlineData(403, "RequestTimeTooSkewed", FileSystemError.Other, "Set the clock")]
    [InlineData(301, "PermanentRedirect", FileSystemError.Other, "'s3.endpoint.region'")]
    [InlineData(400, "AuthorizationHeaderMalformed", FileSystemError.Other, "'s3.endpoint.region'")]
    [InlineData(404, "NoSuchBucket", FileSystemError.NotFound, "no bucket 'books' at http://127.0.0.1:9000")]
    [InlineData(404, "NoSuchKey", FileSystemError.NotFound, "no such file")]
    [InlineData(404, "NoSuchUpload", FileSystemError.Other, "Write it again")]
    [InlineData(412, "PreconditionFailed", FileSystemError.AlreadyExists, "exists already")]
    [InlineData(507, "XMinioStorageFull", FileSystemError.DiskFull, "Free space")]
    [InlineData(418, "Teapot", FileSystemError.Other, "418 Teapot")]
    public void Answers_are_explained_with_what_to_do(int status, string code, FileSystemError kind, string words)
    {
        var error = S3Errors.Translate("write", _at, Answer(status, code), Settings);
        Assert.Equal(kind, error.Error);
        Assert.StartsWith("Cannot write 's3://books/a/b': ", error.Message, StringComparison.Ordinal);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(503, "SlowDown", true)]
    [InlineData(500, "InternalError", true)]
    [InlineData(429, "Whatever", true)]
    [InlineData(400, "RequestTimeout", true)]
    [InlineData(409, "ConditionalRequestConflict", true)]
    [InlineData(501, "NotImplemented", false)]
    [InlineData(507, "XMinioStorageFull", false)]
    [InlineData(403, "AccessDenied", false)]
    [InlineData(404, "NoSuchKey", false)]
    [InlineData(412, "PreconditionFailed", false)]
    public void What_may_pass_is_asked_again_and_nothing_else(int status, string code, bool mayPass) => Assert.Equal(mayPass, S3Errors.MayPass(Answer(status, code)));

    [Fact]
    public void A_deletion_that_leaves_objects_is_repeated_when_their_reasons_may_pass_and_names_the_first()
    {
        Assert.True(S3Errors.MayPass(Left("SlowDown", "InternalError")));
        Assert.False(S3Errors.MayPass(Left("SlowDown", "AccessDenied")));

        var error = S3Errors.Translate("delete", _at, Left("AccessDenied"), Settings);
        Assert.Equal(FileSystemError.PermissionDenied, error.Error);
        Assert.Contains("'a/0': AccessDenied", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Network_that_is_away_may_come_back_and_a_certificate_does_not_change()
    {
        Assert.True(S3Errors.MayPass(new HttpRequestException(HttpRequestError.ConnectionError, "", new SocketException((int)SocketError.ConnectionRefused))));
        Assert.True(S3Errors.MayPass(new AmazonClientException("", new IOException("broken"))));
        Assert.True(S3Errors.MayPass(new TaskCanceledException()));
        Assert.False(S3Errors.MayPass(new AmazonClientException("no credentials")));
        Assert.False(S3Errors.MayPass(new ArgumentException("a mistake of ours")));

        var certificate = new HttpRequestException(HttpRequestError.SecureConnectionError, "not trusted");
        Assert.False(S3Errors.MayPass(certificate));
        Assert.Contains("SSL_CERT_FILE", S3Errors.Translate("read", _at, certificate, Settings).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Lack_of_credentials_says_where_they_may_come_from()
    {
        var error = S3Errors.Translate("read", _at, new AmazonClientException("Failed to resolve AWS credentials"), Settings);
        Assert.Equal(FileSystemError.PermissionDenied, error.Error);
        Assert.Contains("AWS_ACCESS_KEY_ID", error.Message, StringComparison.Ordinal);
        Assert.Contains("'s3.access-key'", error.Message, StringComparison.Ordinal);
    }

    private static S3Settings Settings => S3Settings.From(FlinkConfiguration.Empty.With("s3.endpoint", "http://127.0.0.1:9000"));

    private static DeleteObjectsException Left(params string[] codes) => new(new DeleteObjectsResponse
    {
        DeletedObjects = [],
        DeleteErrors = [.. codes.Select(static (code, number) => new DeleteError { Key = $"a/{number}", Code = code })],
    });

    private static AmazonS3Exception Answer(int status, string code) => new("It is so.", ErrorType.Unknown, code, "1", (HttpStatusCode)status);

    [Fact]
    public void Connection_that_breaks_the_moment_it_is_made_is_made_again()
    {
        var broken = new SocketException((int)SocketError.NotConnected);

        Assert.True(S3Errors.IsOfService(broken));
        Assert.True(S3Errors.MayPass(broken));
    }
}
