using Flink.Core.Configuration;
using Flink.Yarn.Clusters;
using Flink.Yarn.Configuration;

namespace Flink.Yarn.Tests.Clusters;

public sealed class StagingFolderTests : IDisposable
{
    private static readonly DateTimeOffset _now = new(2026, 11, 26, 12, 0, 0, TimeSpan.Zero);

    private readonly string _home = Directory.CreateTempSubdirectory("flink-staging-").FullName;
    private readonly StagingFolder _staging;

    public StagingFolderTests()
    {
        var configuration = FlinkConfiguration.Empty.With(YarnOptions.StagingDirectory, new Uri(_home).AbsoluteUri);
        _staging = StagingFolder.Of(configuration, new HadoopSettings(configuration, null), "alice");
    }

    [Fact]
    public void Archives_that_no_cluster_uses_any_more_are_told_when_they_are_old()
    {
        Assert.Empty(_staging.ListUnusedArchives(_now));
        foreach (var (name, age) in ((string, int)[])[("flink-1.tar.gz", 30), ("flink-2.tar.gz", 30), ("program-1.zip", 8), ("program-2.zip", 0), (".flink-3.tar.gz.0.inprogress", 9)])
        {
            Make(name, age);
        }

        _staging.CreateCluster("c");
        _staging.NoteUse("c", _staging.Archive("flink-1.tar.gz"));

        Assert.Equal([".flink-3.tar.gz.0.inprogress", "flink-2.tar.gz", "program-1.zip"], Unused());
        _staging.DeleteCluster("c");
        Assert.Equal([".flink-3.tar.gz.0.inprogress", "flink-1.tar.gz", "flink-2.tar.gz", "program-1.zip"], Unused());
    }

    [Fact]
    public void None_is_told_while_a_cluster_does_not_say_what_it_uses()
    {
        Make("flink-1.tar.gz", 30);
        Directory.CreateDirectory(Path.Combine(_home, ".flink/clusters/c/workers"));
        Assert.Empty(Unused());

        _staging.CreateCluster("c");
        Assert.Equal(["flink-1.tar.gz"], Unused());
    }

    [Fact]
    public void An_archive_elsewhere_is_not_looked_after()
    {
        _staging.CreateCluster("c");
        _staging.NoteUse("c", _staging.Root.Child("apps/flink-1.tar.gz"));

        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(_home, ".flink/clusters/c/archives")));
    }

    public void Dispose() => Directory.Delete(_home, recursive: true);

    private IEnumerable<string> Unused() => _staging.ListUnusedArchives(_now - TimeSpan.FromDays(7)).Select(static archive => archive.Name).Order(StringComparer.Ordinal);

    private void Make(string name, int days)
    {
        var path = Path.Combine(Directory.CreateDirectory(Path.Combine(_home, ".flink/archives")).FullName, name);
        File.WriteAllText(path, "");
        File.SetLastWriteTimeUtc(path, (_now - TimeSpan.FromDays(days)).UtcDateTime);
    }
}
