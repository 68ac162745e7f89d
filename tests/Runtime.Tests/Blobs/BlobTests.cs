using Flink.Core.Graph;
using Flink.Runtime.Blobs;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Flink.Runtime.Tests.Blobs;

public sealed class BlobTests : IDisposable
{
    private static readonly JobId _first = new(new Id128(0, 1));
    private static readonly JobId _second = new(new Id128(0, 2));

    private readonly string _folder = Directory.CreateTempSubdirectory("flink-blobs-test-").FullName;
    private readonly FakeTimeProvider _clock = new();
    private readonly MemoryBlobs _durable = new();
    private readonly List<IDisposable> _used = [];

    public void Dispose()
    {
        _used.ForEach(static one => one.Dispose());
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Blob_is_named_by_its_content_and_kept_once()
    {
        using var server = Server();
        var content = Content(300_000, 1);
        var key = await server.PutAsync(new MemoryStream(content), BlobOwner.Of(_first), default);
        Assert.Equal(BlobKey.Of(content), key);
        Assert.Equal(key, await server.PutAsync(new MemoryStream(content), BlobOwner.Of(_second), default));
        Assert.Equal(content, await Read(server, key));
        Assert.Single(BlobFiles());
    }

    [Fact]
    public async Task Blob_is_kept_while_a_job_needs_it_and_an_interval_longer()
    {
        using var server = Server();
        var key = await server.PutAsync(new MemoryStream([1]), BlobOwner.Of(_first), default);
        await server.HoldAsync(key, _second);
        await server.ReleaseAsync(_first);
        _clock.Advance(TimeSpan.FromHours(10));
        Assert.Single(BlobFiles());
        await server.ReleaseAsync(_second);
        _clock.Advance(TimeSpan.FromMinutes(50));
        Assert.Single(BlobFiles());
        _clock.Advance(TimeSpan.FromHours(2));
        Assert.Empty(BlobFiles());
        Assert.Equal(BlobError.NotFound, (await Assert.ThrowsAsync<BlobException>(() => Read(server, key))).Error);
    }

    [Fact]
    public async Task Transient_blob_goes_an_interval_after_its_last_use()
    {
        using var server = Server();
        var key = await server.PutAsync(new MemoryStream([1]), BlobOwner.Transient, default);
        for (var i = 0; i < 5; i++)
        {
            _clock.Advance(TimeSpan.FromMinutes(40));
            await Read(server, key);
        }

        _clock.Advance(TimeSpan.FromHours(2));
        Assert.Empty(BlobFiles());
    }

    [Fact]
    public async Task Blob_that_is_too_large_is_refused_and_leaves_nothing()
    {
        using var server = Server(maxBytes: 1000);
        var error = await Assert.ThrowsAsync<BlobException>(() => server.PutAsync(new MemoryStream(new byte[1001]), BlobOwner.Transient, default));
        Assert.Equal(BlobError.TooLarge, error.Error);
        Assert.Empty(BlobFiles());
    }

    [Fact]
    public async Task Client_that_disappears_in_the_middle_leaves_nothing()
    {
        using var server = Server();
        await Assert.ThrowsAsync<IOException>(() => server.PutAsync(new BreakingStream(Content(500_000, 2), 200_000), BlobOwner.Transient, default));
        Assert.Empty(BlobFiles());
    }

    [Fact]
    public async Task Next_leader_finds_what_jobs_need_until_they_have_ended()
    {
        var content = Content(100_000, 3);
        BlobKey key;
        using (var server = Server(_durable))
        {
            key = await server.PutAsync(new MemoryStream(content), BlobOwner.Of(_first), default);
        }

        Assert.Empty(BlobFiles());
        using var next = Server(_durable);
        await Assert.ThrowsAsync<BlobException>(() => next.HoldAsync(key, _second));
        Assert.Equal(content, File.ReadAllBytes(await next.GetFileAsync(key, BlobOwner.Of(_first), default)));
        await next.ReleaseAsync(_first);
        Assert.Empty(_durable.Blobs);
    }

    [Fact]
    public async Task Workers_of_a_job_that_the_process_before_began_get_its_blobs()
    {
        var content = Content(1000, 3);
        _durable.Blobs[(_first, BlobKey.Of(content))] = content;
        using var server = Server(_durable);
        Assert.Equal(content, await Read(server, BlobKey.Of(content)));
        _clock.Advance(TimeSpan.FromHours(5));
        Assert.Equal(content, await Read(server, BlobKey.Of(content)));
    }

    [Fact]
    public async Task Damaged_durable_blob_is_refused()
    {
        var key = BlobKey.Of([1, 2, 3]);
        _durable.Blobs[(_first, key)] = [1, 2, 4];
        using var server = Server(_durable);
        Assert.Equal(BlobError.Damaged, (await Assert.ThrowsAsync<BlobException>(() => server.HoldAsync(key, _first))).Error);
        Assert.Empty(BlobFiles());
    }

    [Fact]
    public async Task Copy_is_fetched_once_however_many_ask()
    {
        using var server = Server();
        var content = Content(400_000, 4);
        var key = await server.PutAsync(new MemoryStream(content), BlobOwner.Transient, default);
        var link = new BreakingLink(server);
        using var cache = Cache(link);
        var paths = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => cache.GetFileAsync(key, BlobOwner.Of(_first), default)));
        Assert.Equal(content, await File.ReadAllBytesAsync(Assert.Single(paths.Distinct())));
        Assert.Equal([0], link.Offsets);
    }

    [Fact]
    public async Task Broken_transfer_goes_on_where_it_ended()
    {
        using var server = Server();
        var content = Content(400_000, 5);
        var key = await server.PutAsync(new MemoryStream(content), BlobOwner.Of(_first), default);
        var link = new BreakingLink(server, 150_000, 300_000);
        using var cache = Cache(link);
        Assert.Equal(content, await File.ReadAllBytesAsync(await Patiently(cache.GetFileAsync(key, BlobOwner.Of(_first), default))));
        Assert.Equal([0, 150_000, 300_000], link.Offsets);
    }

    [Fact]
    public async Task Server_that_stays_away_is_an_error_after_the_last_attempt()
    {
        var link = new BreakingLink(null, 0, 0, 0, 0, 0, 0, 0);
        using var cache = Cache(link);
        var error = await Assert.ThrowsAsync<BlobException>(() => Patiently(cache.GetFileAsync(BlobKey.Of([1]), BlobOwner.Transient, default)));
        Assert.Equal(BlobError.Unreachable, error.Error);
        Assert.Equal(4, link.Offsets.Count);
    }

    [Fact]
    public async Task Content_that_was_changed_on_its_way_is_fetched_again_from_the_start()
    {
        using var server = Server();
        var content = Content(1000, 6);
        var key = await server.PutAsync(new MemoryStream(content), BlobOwner.Of(_first), default);
        var link = new BreakingLink(server) { DamagesFirst = true };
        using var cache = Cache(link);
        Assert.Equal(content, await File.ReadAllBytesAsync(await Patiently(cache.GetFileAsync(key, BlobOwner.Of(_first), default))));
        Assert.Equal([0, 0], link.Offsets);
    }

    [Fact]
    public async Task Copy_goes_an_interval_after_its_job()
    {
        using var server = Server();
        var key = await server.PutAsync(new MemoryStream([1]), BlobOwner.Of(_first), default);
        using var cache = Cache(new BreakingLink(server));
        var path = await cache.GetFileAsync(key, BlobOwner.Of(_first), default);
        _clock.Advance(TimeSpan.FromHours(5));
        Assert.True(File.Exists(path));
        cache.Release(_first);
        _clock.Advance(TimeSpan.FromHours(2));
        Assert.False(File.Exists(path));
    }

    [Fact]
    public async Task Copy_on_its_way_stays_for_the_job_that_holds_it_meanwhile()
    {
        var path = await FetchAsync(BlobOwner.Transient, cache => cache.HoldAsync(BlobKey.Of([1]), _first));
        Assert.True(File.Exists(path));
    }

    [Fact]
    public async Task Copy_on_its_way_is_not_kept_for_a_job_that_has_ended_meanwhile()
    {
        var path = await FetchAsync(BlobOwner.Of(_first), cache =>
        {
            cache.Release(_first);
            return Task.CompletedTask;
        });
        Assert.False(File.Exists(path));
    }

    [Fact]
    public void Folder_of_a_killed_process_is_removed_by_the_next_one_and_that_of_a_living_one_stays()
    {
        using var living = ProcessFolder.Create(_folder, "kind");
        var killed = Path.Combine(_folder, "kind-99999999-0");
        Directory.CreateDirectory(killed);
        File.WriteAllText(Path.Combine(killed, "file"), "x");
        File.WriteAllText(killed + ".lock", "");
        using var next = ProcessFolder.Create(_folder, "kind");
        Assert.False(Directory.Exists(killed));
        Assert.True(Directory.Exists(living.Path));
        Assert.NotEqual(living.Path, next.Path);
    }

    [Theory]
    [InlineData("")]
    [InlineData("../../../etc/passwd")]
    [InlineData("E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855")]
    [InlineData("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b85")]
    public void Key_from_outside_is_a_hash_or_refused(string text) => Assert.Throws<FormatException>(() => BlobKey.Parse(text));

    private static byte[] Content(int length, int seed)
    {
        var content = new byte[length];
        new Random(seed).NextBytes(content);
        return content;
    }

    private static async Task<byte[]> Read(BlobServer server, BlobKey key)
    {
        var target = new MemoryStream();
        await server.GetAsync(key, 0, target, default);
        return target.ToArray();
    }

    // Where a blob is, or was, five hours after it came; something happens while it is on its way.
    private async Task<string> FetchAsync(BlobOwner owner, Func<BlobCache, Task> meanwhile)
    {
        var server = Server();
        var key = await server.PutAsync(new MemoryStream([1]), BlobOwner.Of(_first), default);
        var opens = new TaskCompletionSource();
        var cache = Cache(new BreakingLink(server) { Opens = opens.Task });
        _used.AddRange([cache, server]);
        var fetched = cache.GetFileAsync(key, owner, default);
        await meanwhile(cache);
        opens.SetResult();
        var path = await fetched;
        _clock.Advance(TimeSpan.FromHours(5));
        return path;
    }

    // Lets the pauses between attempts pass.
    private async Task<T> Patiently<T>(Task<T> task)
    {
        while (!task.IsCompleted)
        {
            _clock.Advance(TimeSpan.FromSeconds(5));
            await Task.Yield();
        }

        return await task;
    }

    private IEnumerable<string> BlobFiles() => Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories).Where(path => !path.EndsWith(".lock", StringComparison.Ordinal));

    private BlobSettings Settings(long maxBytes = long.MaxValue) => new(_folder, TimeSpan.FromHours(1), maxBytes, 2, 3);

    private BlobServer Server(IDurableBlobs? durable = null, long maxBytes = long.MaxValue) =>
        new(Settings(maxBytes), durable, _clock, NullLogger<BlobServer>.Instance);

    private BlobCache Cache(BreakingLink link) => new(() => link, Settings(), _clock, NullLogger<BlobCache>.Instance);
}
