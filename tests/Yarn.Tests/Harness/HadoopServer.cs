using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Flink.Yarn.Rpc;
using Flink.Yarn.Rpc.Messages;
using Google.Protobuf;

namespace Flink.Yarn.Tests.Harness;

/// <summary>A server of Hadoop's RPC in this process, with the answers of a test: takes tokens by DIGEST-MD5 and checks them.</summary>
internal sealed partial class HadoopServer : IDisposable
{
    private const int Sasl = -33;
    private const int Context = -3;
    private const string Nonce = "XAr/2fynpup5RKBCPU5hB8choufNfLkwibwpJT80";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentBag<Socket> _sockets = [];

    /// <param name="tokens">The tokens that it takes.</param>
    public HadoopServer(params HadoopToken[] tokens)
    {
        Tokens = new(tokens);
        _listener.Start();
        _ = AcceptAsync();
    }

    public static HadoopToken Token { get; } = new((byte[])[1, 2, 3], (byte[])[4, 5, 6], "YARN_AM_RM_TOKEN", "");

    public DnsEndPoint Address => new("127.0.0.1", ((IPEndPoint)_listener.LocalEndpoint).Port);

    public ConcurrentQueue<HadoopToken> Tokens { get; }

    /// <summary>What it protects connections with.</summary>
    public string Protection { get; set; } = "auth";

    /// <summary>Whether it proves that it knows the secret.</summary>
    public bool IsTrue { get; set; } = true;

    /// <summary>Answers a call: a message, or null to end the connection without an answer; a <see cref="RemoteFailure"/> is an error.</summary>
    public Func<string, byte[], IMessage?> Answer { get; set; } = static (_, _) => new FinishResponse();

    /// <summary>Raw bytes in the place of every answer; null for none.</summary>
    public byte[]? Noise { get; set; }

    /// <summary>How many connections were opened.</summary>
    public int Connections => _sockets.Count;

    /// <summary>The bytes of the first frames of the first connection, with its preamble.</summary>
    public MemoryStream Heard { get; } = new();

    public void Dispose()
    {
        _end.Cancel();
        _listener.Stop();
        foreach (var socket in _sockets)
        {
            socket.Dispose();
        }

        _end.Dispose();
    }

    private static byte[] Success(int call, IMessage message) => RpcFrames.Write(new RpcResponseHeader { CallId = unchecked((uint)call), Status = RpcResponseHeader.Types.Status.Success }, message);

    private static byte[] Failure(int call, RemoteFailure failure) => RpcFrames.Write(new RpcResponseHeader
    {
        CallId = unchecked((uint)call),
        Status = failure.IsFatal ? RpcResponseHeader.Types.Status.Fatal : RpcResponseHeader.Types.Status.Error,
        ExceptionClassName = failure.ClassName,
        ErrorMsg = failure.Message,
    });

    private static string Md5(string text) => Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(text)));

    private async Task AcceptAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                var socket = await _listener.AcceptSocketAsync(_end.Token);
                _sockets.Add(socket);
                _ = ServeAsync(socket);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using var stream = new NetworkStream(socket, ownsSocket: true);
        try
        {
            var isFirst = _sockets.Count == 1;
            var preamble = new byte[7];
            await stream.ReadExactlyAsync(preamble, _end.Token);
            if (isFirst)
            {
                Heard.Write(preamble);
            }

            while (true)
            {
                var bytes = await RpcFrames.ReadAsync(stream, _end.Token);
                if (isFirst)
                {
                    var length = new byte[4];
                    BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
                    Heard.Write(length);
                    Heard.Write(bytes);
                }

                using var frame = new MemoryStream(bytes);
                var header = RpcRequestHeader.Parser.ParseDelimitedFrom(frame);
                if (Noise is { } noise)
                {
                    await stream.WriteAsync(noise, _end.Token);
                    return;
                }

                if (header.CallId == Context)
                {
                    continue;
                }

                var answer = header.CallId == Sasl ? Authenticate(RpcSasl.Parser.ParseDelimitedFrom(frame)) : Call(header.CallId, frame);
                if (answer is null)
                {
                    return;
                }

                await stream.WriteAsync(answer, _end.Token);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // The client or the test has ended.
        }
    }

    private byte[] Authenticate(RpcSasl message)
    {
        var auth = new RpcSasl.Types.Auth { Method = "TOKEN", Mechanism = "DIGEST-MD5", Protocol = "", ServerId = "default" };
        if (message.State == RpcSasl.Types.State.Negotiate)
        {
            var offer = new RpcSasl.Types.Auth(auth) { Challenge = ByteString.CopyFromUtf8($"realm=\"default\",nonce=\"{Nonce}\",qop=\"{Protection}\",charset=utf-8,algorithm=md5-sess") };
            return Success(Sasl, new RpcSasl { State = RpcSasl.Types.State.Negotiate, Auths = { offer, new RpcSasl.Types.Auth { Method = "SIMPLE", Mechanism = "" } } });
        }

        var response = Part().Matches(message.Token.ToStringUtf8()).ToDictionary(static match => match.Groups[1].Value, static match => match.Groups[2].Value.Trim('"'), StringComparer.Ordinal);
        var known = Tokens.FirstOrDefault(token => Convert.ToBase64String(token.Identifier.Span) == response["username"]);
        if (known is null || !message.Auths.Single().Equals(auth) || response["response"] != Proof(known, response["cnonce"], "AUTHENTICATE:/default"))
        {
            return Failure(Sasl, new RemoteFailure("org.apache.hadoop.security.token.SecretManager$InvalidToken", "appattempt_1_0001_000001 not found in AMRMTokenSecretManager.\n\tat java", isFatal: true));
        }

        var proof = Proof(known, response["cnonce"], IsTrue ? ":/default" : "something else");
        return Success(Sasl, new RpcSasl { State = RpcSasl.Types.State.Success, Token = ByteString.CopyFromUtf8($"rspauth={proof}") });
    }

    // RFC 2831, in the server's own words.
    private static string Proof(HadoopToken token, string cnonce, string call)
    {
        var secret = MD5.HashData(Encoding.UTF8.GetBytes($"{Convert.ToBase64String(token.Identifier.Span)}:default:{Convert.ToBase64String(token.Password.Span)}"));
        var session = Convert.ToHexStringLower(MD5.HashData([.. secret, .. Encoding.UTF8.GetBytes($":{Nonce}:{cnonce}")]));
        return Md5($"{session}:{Nonce}:00000001:{cnonce}:auth:{Md5(call)}");
    }

    private byte[]? Call(int number, MemoryStream frame)
    {
        var header = MethodHeader.Parser.ParseDelimitedFrom(frame);
        using var body = new CodedInputStream(frame, leaveOpen: true);
        var request = body.ReadBytes().ToByteArray();
        try
        {
            return Answer(header.MethodName, request) is { } message ? Success(number, message) : null;
        }
        catch (RemoteFailure failure)
        {
            return Failure(number, failure);
        }
    }

    [GeneratedRegex("([a-z-]+)=(\"[^\"]*\"|[^,]*)")]
    private static partial Regex Part();
}
