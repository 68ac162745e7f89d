using System.Net;
using System.Net.Sockets;
using System.Text;
using Flink.Core;
using Flink.Yarn.Rpc.Messages;
using Google.Protobuf;

namespace Flink.Yarn.Rpc;

/// <summary>One connection to a server of Hadoop, on which a token has proved who calls: RPC version 9, SASL TOKEN by DIGEST-MD5.</summary>
/// <remarks>One call at a time. A call that did not come to its end leaves the connection useless.</remarks>
internal sealed class RpcConnection : IDisposable
{
    private const int SaslCall = -33;
    private const int ContextCall = -3;
    private const int NoRetry = -1;
    private const ulong ProtocolVersion = 1;
    private const string TokenMethod = "TOKEN";
    private const string Mechanism = "DIGEST-MD5";

    // "hrpc", version 9, service class 0, SASL.
    private static readonly byte[] _preamble = [0x68, 0x72, 0x70, 0x63, 9, 0, 0xDF];

    // The same for all connections of a process: by it and the number a server knows a call that comes again.
    private static readonly ByteString _client = ByteString.CopyFrom(Guid.NewGuid().ToByteArray());

    private readonly Socket _socket;
    private readonly NetworkStream _stream;
    private readonly string _protocol;
    private int _calls;

    private RpcConnection(Socket socket, DnsEndPoint address, string protocol)
    {
        _socket = socket;
        _stream = new NetworkStream(socket);
        _protocol = protocol;
        Server = $"{address.Host}:{address.Port}";
    }

    /// <summary>Whom it leads to, "host:port".</summary>
    public string Server { get; }

    /// <summary>Connects and proves who calls.</summary>
    /// <param name="address">The server.</param>
    /// <param name="protocol">The Java name of what is called.</param>
    /// <param name="token">Who calls.</param>
    /// <param name="cancellation">Stops it; how long it may take is the caller's.</param>
    /// <exception cref="RpcRemoteException">The server refuses the token, or stands by.</exception>
    /// <exception cref="FlinkException">What answers is no server of Hadoop.</exception>
    /// <exception cref="IOException">The connection broke, as <see cref="SocketException"/> too.</exception>
    public static async Task<RpcConnection> OpenAsync(DnsEndPoint address, string protocol, HadoopToken token, CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address, cancellation).ConfigureAwait(false);
            var connection = new RpcConnection(socket, address, protocol);
            await connection.AuthenticateAsync(token, cancellation).ConfigureAwait(false);
            return connection;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Calls a method.</summary>
    /// <exception cref="RpcRemoteException">The answer is an error.</exception>
    /// <exception cref="FlinkException">The answer is none.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    public async Task<T> CallAsync<T>(string method, IMessage request, MessageParser<T> parser, CancellationToken cancellation)
        where T : IMessage<T>
    {
        var number = _calls++ & int.MaxValue;
        var header = new MethodHeader { MethodName = method, ProtocolName = _protocol, ProtocolVersion = ProtocolVersion };
        await _stream.WriteAsync(RpcFrames.Write(Header(number, _client, retries: 0), header, request), cancellation).ConfigureAwait(false);
        return await ReadAsync(number, parser, cancellation).ConfigureAwait(false);
    }

    public void Dispose()
    {
        _stream.Dispose();
        _socket.Dispose();
    }

    // What is zero must be there too.
    private static RpcRequestHeader Header(int number, ByteString client, int retries) => new()
    {
        RpcKind = RpcKind.RpcProtocolBuffer,
        RpcOp = RpcRequestHeader.Types.Operation.FinalPacket,
        CallId = number,
        ClientId = client,
        RetryCount = retries,
    };

    private async Task AuthenticateAsync(HadoopToken token, CancellationToken cancellation)
    {
        var hello = RpcFrames.Write(Header(SaslCall, ByteString.Empty, NoRetry), new RpcSasl { State = RpcSasl.Types.State.Negotiate });
        await _stream.WriteAsync((byte[])[.. _preamble, .. hello], cancellation).ConfigureAwait(false);
        var offer = await ReadAsync(SaslCall, RpcSasl.Parser, cancellation).ConfigureAwait(false);
        var auth = offer.Auths.FirstOrDefault(static auth => auth.Method == TokenMethod && auth.Mechanism == Mechanism && auth.HasChallenge)
            ?? throw new FlinkException($"Hadoop at {Server} takes no tokens by {Mechanism} but {string.Join(", ", offer.Auths.Select(static auth => $"{auth.Method} {auth.Mechanism}"))}: is it the port of a scheduler or a NodeManager?");
        var digest = DigestMd5.Of(token, $"{auth.Protocol}/{auth.ServerId}");
        var response = digest.Respond(auth.Challenge.ToStringUtf8());

        // The server looks for this among what it offered, byte by byte.
        auth.ClearChallenge();
        var initiate = new RpcSasl { State = RpcSasl.Types.State.Initiate, Token = ByteString.CopyFromUtf8(response), Auths = { auth } };
        await _stream.WriteAsync(RpcFrames.Write(Header(SaslCall, ByteString.Empty, NoRetry), initiate), cancellation).ConfigureAwait(false);
        var end = await ReadAsync(SaslCall, RpcSasl.Parser, cancellation).ConfigureAwait(false);
        if (end.State != RpcSasl.Types.State.Success)
        {
            throw new FlinkException($"Hadoop at {Server} answers a token with {end.State}");
        }

        digest.Verify(end.Token.ToString(Encoding.UTF8));

        // Who calls stands in the token.
        var context = new ConnectionContext { User = new ConnectionContext.Types.User(), Protocol = _protocol };
        await _stream.WriteAsync(RpcFrames.Write(Header(ContextCall, _client, NoRetry), context), cancellation).ConfigureAwait(false);
    }

    private async Task<T> ReadAsync<T>(int number, MessageParser<T> parser, CancellationToken cancellation)
        where T : IMessage<T>
    {
        using var frame = new MemoryStream(await RpcFrames.ReadAsync(_stream, cancellation).ConfigureAwait(false));
        var header = RpcFrames.Parse(frame, RpcResponseHeader.Parser);
        if (header.Status != RpcResponseHeader.Types.Status.Success)
        {
            throw new RpcRemoteException(Server, header.ExceptionClassName, header.ErrorMsg, header.Status == RpcResponseHeader.Types.Status.Fatal);
        }

        return unchecked((int)header.CallId) == number
            ? RpcFrames.Parse(frame, parser)
            : throw new FlinkException($"Hadoop at {Server} answers call {unchecked((int)header.CallId)} where call {number} was made");
    }
}
