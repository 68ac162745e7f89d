using Flink.Core.FileSystems;
using Flink.Yarn.Clusters;

namespace Flink.Yarn.Workers;

/// <summary>
/// The containers that were handed out as workers, kept for the next term: YARN replaces containers that have ended by itself, so that being there
/// does not say of one that anybody knows it. Written before a request is answered.
/// </summary>
/// <remarks>An empty folder stands for a container: on HDFS that is one call to the NameNode, where a file is several.</remarks>
internal sealed class WorkerLedger(StagingFolder staging, FilePath folder)
{
    private HashSet<string> _written = new(StringComparer.Ordinal);

    /// <summary>What the term before wrote last.</summary>
    public IReadOnlySet<string> Read() => _written = staging.ListFolders(folder).ToHashSet(StringComparer.Ordinal);

    /// <summary>Keeps these and no others.</summary>
    public void Write(IReadOnlySet<string> containers)
    {
        // Noted one by one: a call that fails leaves the others done.
        foreach (var id in containers.Except(_written).ToArray())
        {
            staging.CreateFolder(folder.Child(id));
            _written.Add(id);
        }

        foreach (var id in _written.Except(containers).ToArray())
        {
            staging.Delete(folder.Child(id));
            _written.Remove(id);
        }
    }
}
