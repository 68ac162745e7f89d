using Flink.Core.FileSystems;
using Flink.Yarn.Clusters;

namespace Flink.Yarn.Workers;

/// <summary>
/// The containers that were handed out as workers, kept for the next term: YARN replaces containers that have ended by itself, so that being there
/// does not say of one that anybody knows it. Written before a request is answered.
/// </summary>
internal sealed class WorkerLedger(StagingFolder staging, FilePath path)
{
    private string _written = "";

    /// <summary>What the term before wrote last.</summary>
    public IReadOnlySet<string> Read()
    {
        _written = staging.TryRead(path) ?? "";
        return _written.Split('\n', StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Keeps these and no others; does nothing when they are the same as before.</summary>
    public void Write(IEnumerable<string> containers)
    {
        var text = string.Concat(containers.Order(StringComparer.Ordinal).Select(static id => id + "\n"));
        if (text != _written)
        {
            staging.Write(path, text);
            _written = text;
        }
    }
}
