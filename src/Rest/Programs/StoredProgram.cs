namespace Flink.Rest.Programs;

/// <summary>An uploaded program.</summary>
/// <param name="Id">Its file's name.</param>
/// <param name="Name">The name that it was uploaded under.</param>
/// <param name="Path">Its file.</param>
/// <param name="Uploaded">When.</param>
internal sealed record StoredProgram(string Id, string Name, string Path, DateTimeOffset Uploaded);
