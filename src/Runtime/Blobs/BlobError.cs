namespace Flink.Runtime.Blobs;

/// <summary>Why a blob could not be stored or fetched.</summary>
public enum BlobError
{
    /// <summary>Anything else; the inner exception says what.</summary>
    Other,

    /// <summary>The server has no such blob: it was removed, or never stored.</summary>
    NotFound,

    /// <summary>It is larger than the server takes.</summary>
    TooLarge,

    /// <summary>The device or the quota is full.</summary>
    DiskFull,

    /// <summary>Its bytes are not those that its key names.</summary>
    Damaged,

    /// <summary>The server cannot be reached, or the connection broke.</summary>
    Unreachable,
}
