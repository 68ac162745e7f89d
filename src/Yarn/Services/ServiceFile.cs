namespace Flink.Yarn.Services;

/// <summary>A file that the containers of a component find in their folder. It must exist when the service is created; what it holds then is read when a container starts.</summary>
/// <param name="Name">The name that it is found under; no folders.</param>
/// <param name="Location">Where it is for every machine.</param>
/// <param name="IsArchive">Whether it is unpacked into a folder of that name.</param>
/// <param name="Visibility">PUBLIC (all must be able to read it), PRIVATE (of one user) or APPLICATION; the first two are kept by machines for others.</param>
internal sealed record ServiceFile(string Name, string Location, bool IsArchive, string Visibility);
