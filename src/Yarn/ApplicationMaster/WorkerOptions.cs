using System.Globalization;
using Flink.Core.FileSystems;
using Flink.ResourceManagers.Drivers;
using Flink.Yarn.Clusters;
using Flink.Yarn.Rest;
using Flink.Yarn.Workers;

namespace Flink.Yarn.ApplicationMaster;

/// <summary>What workers are configured with: a file in the cluster's folder, which only its user can read, for each kind of worker. Written while YARN finds a container.</summary>
/// <remarks>Safe for concurrent use. Of one attempt: the next one writes its own, since a file that containers are shipped may not change.</remarks>
internal sealed class WorkerOptions(DriverSurroundings surroundings, StagingFolder staging, BlockingCalls blocking, int attempt)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Task<LocalResource>> _files = new(StringComparer.Ordinal);
    private int _count;

    /// <summary>The file of a request, when it is written.</summary>
    public Task<LocalResource> FileOf(WorkerRequest request)
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

    private LocalResource Write(FilePath path, string text)
    {
        staging.Write(path, text);
        return staging.ResourceOf(ShippedFiles.Options, path, isArchive: false, "APPLICATION");
    }
}
