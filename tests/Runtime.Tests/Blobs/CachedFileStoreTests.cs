using Flink.Core;
using Flink.Core.FileSystems;
using Flink.Core.Graph;
using Flink.Core.Programs;
using Flink.Runtime.Blobs;
using Flink.Runtime.Tests.HighAvailability;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Flink.Runtime.Tests.Blobs;

public sealed class CachedFileStoreTests : IDisposable
{
    private static readonly JobId _job = new(new Id128(0, 1));

    private readonly string _folder = Directory.CreateTempSubdirectory("flink-cached-").FullName;
    private readonly FileSystemRegistry _fileSystems = new();
    private readonly SharedStorage _shared = new();
    private readonly BlobServer _server;
    private readonly CachedFileStore _store;

    public CachedFileStoreTests()
    {
        _fileSystems.Register("shared", _ => new SharedFiles(_shared, static () => { }, static () => { }));
        _server = new BlobServer(
            new BlobSettings(_folder, TimeSpan.FromHours(1), long.MaxValue, 2, 0), null, new FakeTimeProvider(), NullLogger<BlobServer>.Instance);
        _store = new CachedFileStore(_server, _fileSystems, Path.Combine(_folder, "copies"), new ProgramArchiveLimits());
    }

    public void Dispose()
    {
        _server.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task File_that_travelled_has_its_content_and_name_until_its_job_ends()
    {
        var path = Write("rates.csv", "1,2");
        var file = await Ship(CachedFile.Of("rates", FilePath.OfLocal(path), isExecutable: false));
        var copy = _store.Open(_job, [file]).GetFile("rates");
        Assert.Equal("1,2", File.ReadAllText(copy));
        Assert.Equal("rates.csv", Path.GetFileName(copy));
        Assert.NotEqual(path, copy);
        Assert.Equal(copy, _store.Open(_job, [file]).GetFile("rates"));
        _store.Release(_job);
        Assert.False(File.Exists(copy));
    }

    [Fact]
    public async Task Folder_travels_with_all_below_it()
    {
        Write("model/a.bin", "a");
        Write("model/sub/run.sh", "b");
        var file = await Ship(CachedFile.Of("model", FilePath.OfLocal(Path.Combine(_folder, "model")), isExecutable: true));
        Assert.True(file.IsFolder);
        var copy = _store.Open(_job, [file]).GetFile("model");
        Assert.Equal("a", File.ReadAllText(Path.Combine(copy, "a.bin")));
        Assert.Equal("b", File.ReadAllText(Path.Combine(copy, "sub", "run.sh")));
        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(Path.Combine(copy, "sub", "run.sh")).HasFlag(UnixFileMode.UserExecute));
    }

    [Fact]
    public void File_of_another_file_system_is_read_from_there()
    {
        var path = FilePath.Parse("shared://host/data/one.txt");
        _shared.Write(path, [65, 66], CreateMode.New);
        var cache = _store.Open(_job, [CachedFile.Of("one", path, isExecutable: false), CachedFile.Of("all", path.Parent!, isExecutable: false)]);
        Assert.Equal("AB", File.ReadAllText(cache.GetFile("one")));
        Assert.Equal("AB", File.ReadAllText(Path.Combine(cache.GetFile("all"), "one.txt")));
    }

    [Fact]
    public async Task File_that_cannot_be_had_is_an_error_and_leaves_nothing()
    {
        var there = await Ship(CachedFile.Of("there", FilePath.OfLocal(Write("there.txt", "x")), isExecutable: false));
        var missing = there with { Name = "missing", Hash = BlobKey.Of([9]).ToString() };
        Assert.ThrowsAny<FlinkException>(() => _store.Open(_job, [there, missing]));
        Assert.Empty(Directory.GetDirectories(Path.Combine(_folder, "copies")));
        Assert.Equal("x", File.ReadAllText(_store.Open(_job, [there]).GetFile("there")));
    }

    [Fact]
    public async Task Unknown_name_is_refused_with_those_that_there_are()
    {
        var cache = _store.Open(_job, [await Ship(CachedFile.Of("rates", FilePath.OfLocal(Write("r", "x")), isExecutable: false))]);
        Assert.Contains("There are: rates", Assert.Throws<ArgumentException>(() => cache.GetFile("rate")).Message, StringComparison.Ordinal);
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    private async Task<CachedFile> Ship(CachedFile file)
    {
        var content = new MemoryStream();
        file.CopyTo(content);
        content.Position = 0;
        Assert.Equal(file.Hash, (await _server.PutAsync(content, BlobOwner.Of(_job), default)).ToString());
        return file;
    }
}
