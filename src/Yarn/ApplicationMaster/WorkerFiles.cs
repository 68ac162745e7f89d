using System.Globalization;
using Flink.Core.FileSystems;
using Flink.ResourceManagers.Drivers;
using Flink.Yarn.Clusters;
using Flink.Yarn.Rest;
using Flink.Yarn.Workers;

namespace Flink.Yarn.ApplicationMaster;

/// <summary>What workers find in their folder: what all containers of the cluster do, and a file with what they are configured with, one for each kind of worker, in the cluster's folder, which only its user can read.
/// Looked for and written while YARN finds a container.</summary>
/// <remarks>Safe for concurrent use. Of one attempt: the next one writes its own, since a file that containers are shipped may not change.</remarks>
internal sealed class WorkerFiles(DriverSurroundings surroundings, StagingFolder staging, BlockingCalls blocking, int attempt)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Task<IReadOnlyList<LocalResource>>> _files = new(StringComparer.Ordinal);
    private int _count;

    /// <summary>The files of a request, when they are there.</summary>
    public Task<IReadOnlyList<LocalResource>> FilesOf(WorkerRequest request)
    {
        var text = WorkerServices.OptionsOf(surroundings.Configuration, request);
        lock (_gate)
        {
            // One that could not be written is tried again.
            if (!_files.TryGetValue(text, out var file) || file.IsFaulted)
            {
                var name = string.Create(CultureInfo.InvariantCulture, $"taskmanager-{attempt}-{surroundings.Term}-{++_count}.yaml");
                _files[text] = file = blocking.RunAsync(() => Write(staging.OfCluster(surroundings.ClusterId).Child(name), text));
            }

            return file;
        }
    }

    private IReadOnlyList<LocalResource> Write(FilePath path, string text)
    {
        staging.Write(path, text);
        return
        [
            .. ShippedFiles.Recall(surroundings.Configuration).Select(file => staging.ResourceOf(file.Name, FilePath.Parse(file.Location), file.IsArchive, file.Visibility)),
            staging.ResourceOf(ShippedFiles.Options, path, isArchive: false, "APPLICATION"),
        ];
    }
}
