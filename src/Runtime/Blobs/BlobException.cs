using Flink.Core;

namespace Flink.Runtime.Blobs;

/// <summary>A blob could not be stored or fetched.</summary>
/// <param name="error">Why.</param>
/// <param name="message">Which, where, and what to do.</param>
/// <param name="inner">What was reported.</param>
public sealed class BlobException(BlobError error, string message, Exception? inner = null)
    : FlinkException(message, inner!, isRetryable: error is BlobError.DiskFull or BlobError.Unreachable or BlobError.Damaged)
{
    /// <summary>Why.</summary>
    public BlobError Error { get; } = error;
}
