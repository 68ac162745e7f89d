using System.Text.Json;
using Flink.Core.FileSystems;

namespace Flink.Runtime.Dispatcher;

/// <summary>Writes finished jobs into a folder as Apache Flink does, for its history server and ours: a file for each job, named by its id, with what REST answered about it.</summary>
/// <param name="fileSystem">The file system of the folder.</param>
/// <param name="folder">The folder (<c>jobmanager.archive.fs.dir</c>).</param>
/// <param name="pages">What REST answers about a job after its end: path and JSON.</param>
public sealed class FolderJobArchive(FileSystem fileSystem, FilePath folder, Func<FinishedJob, IEnumerable<(string Path, string Json)>> pages) : IJobArchive
{
    /// <inheritdoc/>
    public void Write(FinishedJob job)
    {
        ArgumentNullException.ThrowIfNull(job);
        fileSystem.CreateDirectory(folder);
        using var file = fileSystem.CreateAtomic(folder.Child(job.Details.Id.ToString()), CreateMode.Overwrite);
        using (var writer = new Utf8JsonWriter(file.Stream))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("archive");
            foreach (var (path, json) in pages(job))
            {
                writer.WriteStartObject();
                writer.WriteString("path", path);
                writer.WriteString("json", json);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        file.Commit();
    }
}
