using System.Text;
using Grpc.Core;

namespace Flink.Rpc.Grpc;

/// <summary>One call of a client to a process that does not exist, so that the client's code is there when somebody waits for the first real one.</summary>
/// <remarks>
/// Half of a worker's start went to the client of its first connection, which began when command line and configuration had been read: it needs neither. Nothing of the call
/// can be seen from outside: no socket, no name that is looked up.
/// </remarks>
public static class ClientRehearsal
{
    private static readonly Marshaller<byte[]> _bytes = new(static bytes => bytes, static bytes => bytes);
    private static readonly Method<byte[], byte[]> _method = new(MethodType.DuplexStreaming, "flink.rpc", "Rehearsal", _bytes, _bytes);

    /// <summary>Plays it on threads of the pool.</summary>
    /// <returns>Completes when it is over; fails when the client does not do what it did when this was written, which does no harm to real calls.</returns>
    public static Task PlayAsync() => Task.Run(CallAsync);

    private static async Task CallAsync()
    {
        var options = new GrpcRpcOptions { Host = "rehearsed" };
        var handler = GrpcRpc.NewHandler(options);
        handler.ConnectCallback = static (_, _) => new ValueTask<Stream>(new RehearsedProcess());
        using var channel = GrpcRpc.ChannelTo("rehearsed:1", handler, options);
        using var call = channel.CreateCallInvoker().AsyncDuplexStreamingCall(_method, null, new CallOptions(Handshake.Own(options.Host, "").ToHeaders()));
        await call.RequestStream.WriteAsync(Encoding.ASCII.GetBytes("anything")).ConfigureAwait(false);
        await call.ResponseHeadersAsync.ConfigureAwait(false);
        while (await call.ResponseStream.MoveNext(CancellationToken.None).ConfigureAwait(false))
        {
            // It says one thing.
        }
    }
}
