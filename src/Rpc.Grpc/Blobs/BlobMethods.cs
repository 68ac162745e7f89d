using System.Globalization;
using System.Text;
using Flink.Core.Graph;
using Flink.Runtime.Blobs;
using Grpc.AspNetCore.Server.Model;
using Grpc.Core;

namespace Flink.Rpc.Grpc.Blobs;

/// <summary>The server's side of transfers.</summary>
internal sealed class BlobMethods(Func<BlobServer> server)
{
    public async Task<Chunk> PutAsync(IAsyncStreamReader<Chunk> content, ServerCallContext context)
    {
        try
        {
            var key = await server().PutAsync(new ChunkReader(content), OwnerOf(context.RequestHeaders), context.CancellationToken).ConfigureAwait(false);
            return new Chunk(Encoding.ASCII.GetBytes(key.ToString()));
        }
        catch (BlobException e)
        {
            throw BlobFailure.ToStatus(e);
        }
    }

    public async Task GetAsync(Chunk request, IServerStreamWriter<Chunk> target, ServerCallContext context)
    {
        var parts = Encoding.ASCII.GetString(request.Bytes.Span).Split(' ');
        if (parts.Length != 2
            || !BlobKey.TryParse(parts[0], null, out var key)
            || !long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var offset))
        {
            throw new RpcException(new Status(StatusCode.InvalidArgument, "A blob is asked for by its key and an offset."));
        }

        try
        {
            await server().GetAsync(key, offset, new ChunkWriter(target), context.CancellationToken).ConfigureAwait(false);
        }
        catch (BlobException e)
        {
            throw BlobFailure.ToStatus(e);
        }
    }

    private static BlobOwner OwnerOf(Metadata headers) => headers.GetValue(BlobFailure.OwnerKey) switch
    {
        null => BlobOwner.Transient,
        var text when Id128.TryParse(text, out var job) => BlobOwner.Of(new JobId(job)),
        _ => throw new RpcException(new Status(StatusCode.InvalidArgument, "The owner of a blob is a job's id, or nobody.")),
    };

    /// <summary>Tells ASP.NET of the methods; there is no generated code.</summary>
    public sealed class Provider : IServiceMethodProvider<BlobMethods>
    {
        public void OnServiceMethodDiscovery(ServiceMethodProviderContext<BlobMethods> context)
        {
            context.AddClientStreamingMethod(Chunk.Put, [], static (service, content, call) => service.PutAsync(content, call));
            context.AddServerStreamingMethod(Chunk.Get, [], static (service, request, target, call) => service.GetAsync(request, target, call));
        }
    }
}
