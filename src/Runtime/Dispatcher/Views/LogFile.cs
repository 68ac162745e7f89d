namespace Flink.Runtime.Dispatcher.Views;

/// <summary>A file in a log folder.</summary>
/// <param name="Name">Its name without folders.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Modified">When it was last written.</param>
public sealed record LogFile(string Name, long Size, DateTimeOffset Modified);
