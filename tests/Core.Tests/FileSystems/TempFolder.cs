using Flink.Core.FileSystems;

namespace Flink.Core.Tests.FileSystems;

/// <summary>A folder of a test, deleted with all it holds at the end.</summary>
public abstract class TempFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("flink-core-tests-");

    protected FilePath Root => FilePath.OfLocal(_folder.FullName);

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }
}
