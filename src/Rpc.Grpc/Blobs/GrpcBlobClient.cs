using System.Buffers;
using System.Globalization;
using System.Text;
using Flink.Runtime.Blobs;
using Grpc.Core;
using Grpc.Net.Client;

namespace Flink.Rpc.Grpc.Blobs;

/// <summary>The way to the blobs of another process.</summary>
/// <param name="channel">From <see cref="GrpcRpc.NewChannel"/>; disposed with this object.</param>
public sealed class GrpcBlobClient(GrpcChannel channel) : IBlobClient, IDisposable
{
    private readonly CallInvoker _calls = channel.CreateCallInvoker();

    /// <inheritdoc/>
    public async Task<BlobKey> PutAsync(Stream content, BlobOwner owner, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(content);
        var headers = new Metadata();
        if (owner.Job is { } job)
        {
            headers.Add(BlobFailure.OwnerKey, job.ToString());
        }

        using var call = _calls.AsyncClientStreamingCall(Chunk.Put, null, new CallOptions(headers, cancellationToken: cancellation));
        try
        {
            await SendAsync(content, call.RequestStream, cancellation).ConfigureAwait(false);
            return BlobKey.Parse(Encoding.ASCII.GetString((await call.ResponseAsync.ConfigureAwait(false)).Bytes.Span));
        }
        catch (RpcException e)
        {
            cancellation.ThrowIfCancellationRequested();
            throw BlobFailure.Read(e, channel.Target);
        }
    }

    /// <inheritdoc/>
    public async Task GetAsync(BlobKey key, long offset, Stream target, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(target);
        var request = new Chunk(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{key} {offset}")));
        using var call = _calls.AsyncServerStreamingCall(Chunk.Get, null, new CallOptions(cancellationToken: cancellation), request);
        try
        {
            while (await call.ResponseStream.MoveNext(cancellation).ConfigureAwait(false))
            {
                await target.WriteAsync(call.ResponseStream.Current.Bytes, cancellation).ConfigureAwait(false);
            }
        }
        catch (RpcException e)
        {
            cancellation.ThrowIfCancellationRequested();
            throw BlobFailure.Read(e, channel.Target);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => channel.Dispose();

    private static async Task SendAsync(Stream content, IClientStreamWriter<Chunk> target, CancellationToken cancellation)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Chunk.MaxBytes);
        try
        {
            for (var read = await content.ReadAsync(buffer, cancellation).ConfigureAwait(false);
                read > 0 && await TryWriteAsync(target, new Chunk(buffer.AsMemory(0, read)), cancellation).ConfigureAwait(false);
                read = await content.ReadAsync(buffer, cancellation).ConfigureAwait(false))
            {
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        await target.CompleteAsync().ConfigureAwait(false);
    }

    // A server that refuses ends the call while more is being sent; its answer says why.
    private static async Task<bool> TryWriteAsync(IClientStreamWriter<Chunk> target, Chunk chunk, CancellationToken cancellation)
    {
        try
        {
            await target.WriteAsync(chunk, cancellation).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (e is InvalidOperationException || (e is RpcException && !cancellation.IsCancellationRequested))
        {
            return false;
        }
    }
}
