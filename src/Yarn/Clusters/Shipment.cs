using Flink.Core.FileSystems;
using Flink.Yarn.Services;

namespace Flink.Yarn.Clusters;

/// <summary>What containers of a cluster find in their folders.</summary>
/// <param name="Files">What all of them find.</param>
/// <param name="Texts">Those of the files that are to be written before containers start.</param>
/// <param name="Program">The archive of the application's program, when it is uploaded; null where there is none, or the JobManager fetches it.</param>
internal sealed record Shipment(IReadOnlyList<ServiceFile> Files, IReadOnlyList<(FilePath Path, string Text)> Texts, Task<FilePath?> Program);
