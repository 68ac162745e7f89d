using Flink.Client.Rest;
using Flink.Core.FileSystems;
using Flink.Core.Graph;

namespace Flink.Client.Submission;

/// <summary>The cached files of this machine that go with a job; folders as zips in temporary files, gone when disposed.</summary>
internal sealed class CachedFileUploads : IDisposable
{
    private readonly List<PackedFile> _packed = [];
    private readonly List<CachedFileUpload> _files = [];

    /// <exception cref="Flink.Core.FlinkException">One cannot be read.</exception>
    public CachedFileUploads(JobGraph graph)
    {
        try
        {
            // Those without a hash are read by the workers.
            foreach (var file in graph.CachedFiles.Where(static file => file.Hash is not null))
            {
                _files.Add(new CachedFileUpload(file.Name, file.Hash!, OpenerOf(file)));
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public IReadOnlyList<CachedFileUpload> Files => _files;

    public void Dispose() => _packed.ForEach(static file => file.Dispose());

    private Func<Stream> OpenerOf(CachedFile file)
    {
        if (!file.IsFolder)
        {
            return () => new LocalFileSystem().OpenRead(file.Path);
        }

        var packed = PackedFile.Of(file);
        _packed.Add(packed);
        return packed.Open;
    }
}
