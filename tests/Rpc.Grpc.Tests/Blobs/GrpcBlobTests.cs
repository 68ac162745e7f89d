using Flink.Core.Graph;
using Flink.Rpc.Grpc.Blobs;
using Flink.Runtime.Blobs;
using Microsoft.Extensions.Logging.Abstractions;

namespace Flink.Rpc.Grpc.Tests.Blobs;

public sealed class GrpcBlobTests : IAsyncLifetime
{
    private static readonly JobId _job = new(new Id128(0, 1));

    private readonly Processes _processes = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("flink-grpc-blobs-").FullName;
    private BlobServer _server = null!;
    private GrpcRpc _serving = null!;
    private GrpcBlobClient _client = null!;

    [Fact]
    public async Task Content_goes_there_and_back()
    {
        var content = Content(3_000_000);
        var key = await _client.PutAsync(new MemoryStream(content), BlobOwner.Of(_job), default);
        Assert.Equal(BlobKey.Of(content), key);
        var back = new MemoryStream();
        await _client.GetAsync(key, 0, back, default);
        Assert.Equal(content, back.ToArray());
        var end = new MemoryStream();
        await _client.GetAsync(key, 2_999_990, end, default);
        Assert.Equal(content[2_999_990..], end.ToArray());
    }

    [Fact]
    public async Task Empty_content_is_a_blob_too()
    {
        var key = await _client.PutAsync(new MemoryStream(), BlobOwner.Transient, default);
        var back = new MemoryStream();
        await _client.GetAsync(key, 0, back, default);
        Assert.Equal(BlobKey.Of([]), key);
        Assert.Equal(0, back.Length);
    }

    [Fact]
    public async Task Worker_caches_what_it_fetched()
    {
        var content = Content(500_000);
        var key = await _client.PutAsync(new MemoryStream(content), BlobOwner.Of(_job), default);
        using var cache = new BlobCache(() => _client, Settings(), TimeProvider.System, NullLogger<BlobCache>.Instance);
        Assert.Equal(content, await File.ReadAllBytesAsync(await cache.GetFileAsync(key, BlobOwner.Of(_job), default)));
        await _serving.DisposeAsync();
        Assert.Equal(content, await File.ReadAllBytesAsync(await cache.GetFileAsync(key, BlobOwner.Of(_job), default)));
    }

    [Fact]
    public async Task Errors_of_the_server_arrive_with_their_kind_and_words()
    {
        var missing = await Assert.ThrowsAsync<BlobException>(() => _client.GetAsync(BlobKey.Of([1]), 0, new MemoryStream(), default));
        Assert.Equal(BlobError.NotFound, missing.Error);
        Assert.Contains(BlobKey.Of([1]).ToString(), missing.Message, StringComparison.Ordinal);
        var large = await Assert.ThrowsAsync<BlobException>(() => _client.PutAsync(new MemoryStream(new byte[6_000_000]), BlobOwner.Transient, default));
        Assert.Equal(BlobError.TooLarge, large.Error);
        Assert.Empty(Incoming());
    }

    [Fact]
    public async Task Server_that_is_gone_is_unreachable()
    {
        await _serving.DisposeAsync();
        var error = await Assert.ThrowsAsync<BlobException>(() => _client.GetAsync(BlobKey.Of([1]), 0, new MemoryStream(), default));
        Assert.Equal(BlobError.Unreachable, error.Error);
    }

    [Fact]
    public async Task Sender_that_gives_up_leaves_nothing()
    {
        using var cancellation = new CancellationTokenSource();
        var content = new CancellingContent(cancellation);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _client.PutAsync(content, BlobOwner.Transient, cancellation.Token));

        // The server learns of it in its own time.
        using var patience = new CancellationTokenSource(Processes.Patience);
        while (Incoming().Any())
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    public async ValueTask InitializeAsync()
    {
        _server = new BlobServer(Settings(), null, TimeProvider.System, NullLogger<BlobServer>.Instance);
        _serving = await _processes.StartAsync(Processes.Loopback with { Services = [new GrpcBlobService(() => _server)] });
        var asking = await _processes.StartAsync();
        _client = new GrpcBlobClient(asking.NewChannel(_serving.Address));
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _processes.DisposeAsync();
        _server.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private BlobSettings Settings() => new(_folder, TimeSpan.FromHours(1), 5_000_000, 4, 0);

    private IEnumerable<string> Incoming() => Directory.EnumerateFiles(_folder, "upload-*", SearchOption.AllDirectories);

    private static byte[] Content(int length)
    {
        var content = new byte[length];
        new Random(1).NextBytes(content);
        return content;
    }

    /// <summary>Content without end, whose reader is told to stop after some of it.</summary>
    private sealed class CancellingContent(CancellationTokenSource cancellation) : MemoryStream
    {
        private int _reads;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (++_reads == 50)
            {
                await cancellation.CancelAsync();
            }

            return 1000;
        }
    }
}
