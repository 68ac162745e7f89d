using Flink.Runtime.Blobs;
using Grpc.Core;

namespace Flink.Rpc.Grpc.Blobs;

/// <summary>Errors of blobs on the wire: the words as the status's detail, the kind beside it.</summary>
internal static class BlobFailure
{
    public const string OwnerKey = "flink-owner";

    private const string ErrorKey = "flink-blob-error";

    public static RpcException ToStatus(BlobException error) =>
        new(new Status(StatusCode.Aborted, error.Message), new Metadata { { ErrorKey, error.Error.ToString() } });

    /// <param name="error">What the call gave.</param>
    /// <param name="server">For messages.</param>
    public static BlobException Read(RpcException error, string server) =>
        Enum.TryParse<BlobError>(error.Trailers.GetValue(ErrorKey), out var kind)
            ? new BlobException(kind, error.Status.Detail, error)
            : new BlobException(BlobError.Unreachable, $"The blob server {server} cannot be reached, or the connection broke: {error.Status.Detail}", error);
}
