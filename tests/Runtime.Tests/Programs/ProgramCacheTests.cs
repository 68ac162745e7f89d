using System.IO.Compression;
using Flink.Core;
using Flink.Core.FileSystems;
using Flink.Core.Graph;
using Flink.Core.Programs;
using Flink.Runtime.Blobs;
using Flink.Runtime.Dispatcher;
using Flink.Runtime.Programs;
using Flink.Runtime.TaskExecutor;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Flink.Runtime.Tests.Programs;

public sealed class ProgramCacheTests : IDisposable
{
    private static readonly JobId _job = new(new Id128(0, 1));

    private readonly string _folder = Directory.CreateTempSubdirectory("flink-program-cache-").FullName;
    private readonly BlobServer _server;

    public ProgramCacheTests() => _server = new BlobServer(
        new BlobSettings(_folder, TimeSpan.FromHours(1), long.MaxValue, 2, 0), null, new FakeTimeProvider(), NullLogger<BlobServer>.Instance);

    public void Dispose()
    {
        _server.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Program_that_was_shipped_is_loaded_once_and_has_its_own_types()
    {
        using var source = new ProgramFolder();
        var key = await Ship(source.Compile("Shipped", "public class Thing { } public static class P { public static void Main() { } }"));
        using var programs = Cache();
        var loaded = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => programs.LoadAsync(_job, key, default)));
        Assert.Single(loaded.Distinct());
        Assert.Equal(1, programs.LoadedCount);
        Assert.Equal("Shipped", loaded[0].Assembly.GetName().Name);
        Assert.NotNull(await programs.FindAsync(_job, key.ToString()));
        Assert.NotNull(await programs.FindAsync(_job, null));
    }

    [Fact]
    public async Task Zip_that_is_no_program_fails_and_leaves_nothing_behind()
    {
        var key = await _server.PutAsync(new MemoryStream([1, 2, 3]), BlobOwner.Of(_job), default);
        using var programs = Cache();
        await Assert.ThrowsAsync<ProgramArchiveException>(() => programs.LoadAsync(_job, key, default));
        Assert.Empty(Directory.GetDirectories(_folder, key.ToString(), SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Zip_that_says_it_begins_in_the_engine_is_no_program()
    {
        var zip = new MemoryStream();
        using (var archive = new ZipArchive(zip, ZipArchiveMode.Create, leaveOpen: true))
        {
            archive.CreateEntry("Flink.Core.dll");
        }

        zip.Position = 0;
        var key = await _server.PutAsync(zip, BlobOwner.Of(_job), default);
        using var programs = Cache();

        await Assert.ThrowsAsync<ProgramException>(() => programs.LoadAsync(_job, key, default));
    }

    [Fact]
    public async Task Program_whose_files_change_is_another_one_beside_the_first()
    {
        using var source = new ProgramFolder();
        var entry = source.Compile("Twice", "public static class P { public static void Main() { } }");
        using var programs = Cache();
        var first = await programs.LoadAsync(_job, await Ship(entry), default);
        File.WriteAllText(Path.Combine(Path.GetDirectoryName(entry)!, "notes.txt"), "more");
        var second = await programs.LoadAsync(_job, await Ship(entry), default);

        Assert.Equal(2, programs.LoadedCount);
        Assert.NotSame(first.Assembly, second.Assembly);
        Assert.Equal("Twice", second.Assembly.GetName().Name);
    }

    [Fact]
    public async Task Program_that_could_not_be_fetched_is_tried_again_by_the_next_who_needs_it()
    {
        using var source = new ProgramFolder();
        var entry = source.Compile("Late", "public static class P { public static void Main() { } }");
        using var zip = new MemoryStream();
        ProgramArchive.Pack(entry, zip);
        var key = BlobKey.Of(zip.ToArray());
        using var programs = Cache();
        await Assert.ThrowsAsync<BlobException>(() => programs.LoadAsync(_job, key, default));
        Assert.Equal(key, await Ship(entry));
        Assert.Equal("Late", (await programs.LoadAsync(_job, key, default)).Assembly.GetName().Name);
    }

    [Fact]
    public async Task Stored_program_is_known_by_the_hash_of_its_zip()
    {
        using var source = new ProgramFolder();
        var entry = source.Compile("Stored", "public static class P { public static void Main() { } }");
        var archive = Path.Combine(_folder, "stored.zip");
        using (var file = File.Create(archive))
        {
            ProgramArchive.Pack(entry, file);
        }

        var stored = new BlobPrograms(_server);
        Assert.Equal(BlobKey.Of(File.ReadAllBytes(archive)).ToString(), await stored.PutAsync(_job, archive, default));
        await Assert.ThrowsAsync<FlinkException>(() => stored.PutAsync(_job, archive + ".none", default));
    }

    private ProgramCache Cache() => new(_server, new ProgramLoader(10, NullLogger<ProgramLoader>.Instance), new FileSystemRegistry(), _folder);

    private async Task<BlobKey> Ship(string entry)
    {
        var zip = new MemoryStream();
        ProgramArchive.Pack(entry, zip);
        zip.Position = 0;
        return await _server.PutAsync(zip, BlobOwner.Of(_job), default);
    }
}
