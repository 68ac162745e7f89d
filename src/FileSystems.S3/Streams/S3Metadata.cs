namespace Flink.FileSystems.S3.Streams;

/// <summary>Names of what this file system writes beside the content of an object.</summary>
internal static class S3Metadata
{
    /// <summary>A random text for each object that is written.</summary>
    public const string Mark = "flink-write";

    /// <summary>Of an object that was renamed: what it was a copy of.</summary>
    public const string Source = "flink-source";
}
