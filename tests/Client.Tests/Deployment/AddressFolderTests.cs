using Flink.Client.Deployment;
using Flink.Core.FileSystems;

namespace Flink.Client.Tests.Deployment;

public sealed class AddressFolderTests : IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("flink-address-").FullName;
    private readonly LocalFileSystem _files = new();

    private FilePath Folder => FilePath.OfLocal(Path.Combine(_home, "rest-address"));

    [Fact]
    public void Nobody_has_said_an_address() => Assert.Null(AddressFolder.TryRead(_files, Folder));

    [Theory]
    [InlineData("localhost:8081")]
    [InlineData("[::1]:46215")]
    public void Address_is_read_as_it_was_said(string address)
    {
        AddressFolder.Announce(_files, Folder, address);
        Assert.Equal(address, AddressFolder.TryRead(_files, Folder));
    }

    [Fact]
    public void Next_JobManager_takes_the_place_of_the_one_before()
    {
        AddressFolder.Announce(_files, Folder, "a:1");
        AddressFolder.Announce(_files, Folder, "b:2");
        Assert.Equal("b:2", AddressFolder.TryRead(_files, Folder));
        Assert.Single(Directory.GetDirectories(Folder.LocalPath));
    }

    public void Dispose() => Directory.Delete(_home, recursive: true);
}
