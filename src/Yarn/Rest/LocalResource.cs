namespace Flink.Yarn.Rest;

/// <summary>A file that a container finds in its folder.</summary>
/// <param name="Link">The name that it finds it under.</param>
/// <param name="Location">Where it is for every node.</param>
/// <param name="IsArchive">Whether it is unpacked into a folder.</param>
/// <param name="Visibility">PUBLIC (all must be able to read it), PRIVATE (of one user) or APPLICATION; the first two are kept for others.</param>
/// <param name="Size">Its bytes.</param>
/// <param name="Timestamp">When it was changed, exactly as its file system says.</param>
internal sealed record LocalResource(string Link, string Location, bool IsArchive, string Visibility, long Size, DateTimeOffset Timestamp);
