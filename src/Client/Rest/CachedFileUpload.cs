namespace Flink.Client.Rest;

/// <summary>A cached file, or the zip of a cached folder, that goes with a job.</summary>
/// <param name="Name">What functions call it.</param>
/// <param name="Hash">SHA-256 of what is sent, in 64 hexadecimal digits: the one that the graph has. What differs is refused by the cluster.</param>
/// <param name="Open">Opens it, once for each attempt to send it.</param>
public sealed record CachedFileUpload(string Name, string Hash, Func<Stream> Open);
