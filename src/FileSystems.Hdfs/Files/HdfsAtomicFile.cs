using Flink.Core.FileSystems;

namespace Flink.FileSystems.Hdfs.Files;

/// <summary>A file that is written under a hidden name beside its own and renamed at the commit, which HDFS does in one step.</summary>
internal sealed class HdfsAtomicFile(HdfsCluster cluster, FilePath path, CreateMode mode) : AtomicFile
{
    private readonly FilePath _temporary = HiddenBeside(path);
    private HdfsOutput? _output;
    private bool _done;

    public override Stream Stream => Output;

    private HdfsOutput Output => _output ??= new HdfsOutput(cluster, path, _temporary, durable: true, published: null);

    /// <summary>A name beside a path that nobody else uses.</summary>
    public static FilePath HiddenBeside(FilePath path) =>
        path.Parent!.Child($".{path.Name}.{Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(8))}.inprogress");

    public override void Commit()
    {
        ObjectDisposedException.ThrowIf(_done, this);
        Output.Complete();
        cluster.Publish(_temporary, path, mode);
        _done = true;
    }

    protected override void Dispose(bool disposing)
    {
        if (_done || !disposing)
        {
            return;
        }

        _done = true;
        if (_output?.Abandon() == true)
        {
            cluster.Discard(_temporary);
        }
    }
}
