namespace Flink.Core.FileSystems;

/// <summary>Makes the file system of a scheme, at its first use; this is what a plug-in of kind "file-system" offers.</summary>
/// <param name="configuration">All keys and values of the configuration, as text.</param>
public delegate FileSystem FileSystemFactory(IReadOnlyDictionary<string, string> configuration);
