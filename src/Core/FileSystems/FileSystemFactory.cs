using Flink.Core.Configuration;

namespace Flink.Core.FileSystems;

/// <summary>Makes the file system of a scheme, at its first use; this is what a plug-in of kind "file-system" offers.</summary>
/// <param name="configuration">The configuration of the process; a plug-in reads the keys of its own prefixes.</param>
public delegate FileSystem FileSystemFactory(FlinkConfiguration configuration);
