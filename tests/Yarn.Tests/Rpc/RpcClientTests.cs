using System.Net;
using System.Text;
using Flink.Core;
using Flink.Yarn.Rpc;
using Flink.Yarn.Rpc.Messages;
using Flink.Yarn.Tests.Harness;

namespace Flink.Yarn.Tests.Rpc;

public sealed class RpcClientTests
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(1);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_call_is_answered_after_the_token_has_proved_who_calls()
    {
        using var server = new HadoopServer(HadoopServer.Token)
        {
            Answer = static (method, body) => method == "finishApplicationMaster" && FinishRequest.Parser.ParseFrom(body).Diagnostics == "why" ? new FinishResponse { IsUnregistered = true } : null,
        };
        using var client = ClientOf(server);

        Assert.True((await CallAsync(client)).IsUnregistered);
        Assert.True((await CallAsync(client)).IsUnregistered);
        Assert.Equal(1, server.Connections);

        // As Hadoop writes it: the preamble, the question for what there is, and numbers that are zero.
        var heard = Convert.ToHexStringLower(server.Heard.ToArray());
        Assert.StartsWith("68727063" + "0900df" + "0000000e0a08021000184122002801021001", heard, StringComparison.Ordinal);
        Assert.Contains("0802100018002210", heard, StringComparison.Ordinal);
        Assert.Contains("0802100018022210", heard, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_the_server_does_not_know_is_refused_with_its_words()
    {
        using var server = new HadoopServer();
        using var client = ClientOf(server);

        var error = await Assert.ThrowsAsync<RpcRemoteException>(() => CallAsync(client));

        Assert.True(error.Is("InvalidToken"));
        Assert.True(error.IsFatal);
        Assert.Equal("appattempt_1_0001_000001 not found in AMRMTokenSecretManager.", error.Said);
    }

    [Fact]
    public async Task A_server_that_cannot_prove_that_it_knows_the_token_is_told_nothing()
    {
        using var server = new HadoopServer(HadoopServer.Token) { IsTrue = false, Answer = static (_, _) => throw new InvalidOperationException("called") };
        using var client = ClientOf(server);

        Assert.Contains("could not prove", (await Assert.ThrowsAsync<RpcUnreachableException>(() => CallAsync(client))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_is_told_with_its_class_and_without_the_stack_and_the_connection_stays()
    {
        using var server = new HadoopServer(HadoopServer.Token)
        {
            Answer = static (_, _) => throw new RemoteFailure("org.apache.hadoop.yarn.exceptions.InvalidResourceRequestException", "Too much\n\tat org.apache.Foo.bar"),
        };
        using var client = ClientOf(server);

        for (var call = 0; call < 2; call++)
        {
            var error = await Assert.ThrowsAsync<RpcRemoteException>(() => CallAsync(client));
            Assert.EndsWith("refuses: Too much (InvalidResourceRequestException)", error.Message, StringComparison.Ordinal);
            Assert.True(error.Is("InvalidResourceRequestException"));
            Assert.False(error.Is("ResourceRequestException"));
        }

        Assert.Equal(1, server.Connections);
    }

    [Fact]
    public async Task One_that_stands_by_or_is_away_is_passed_over_and_the_active_one_is_kept()
    {
        using var standby = new HadoopServer(HadoopServer.Token) { Answer = static (_, _) => throw new RemoteFailure("org.apache.hadoop.ipc.StandbyException", "standby") };
        using var active = new HadoopServer(HadoopServer.Token);
        using var client = new RpcClient([new DnsEndPoint("127.0.0.1", 1), standby.Address, active.Address], "p", static () => HadoopServer.Token, _patience, TimeProvider.System);

        await CallAsync(client);
        await CallAsync(client);

        Assert.Equal((1, 1), (standby.Connections, active.Connections));
    }

    [Fact]
    public async Task A_lost_answer_is_told_and_the_next_call_takes_a_new_connection()
    {
        using var server = new HadoopServer(HadoopServer.Token);
        var calls = 0;
        server.Answer = (_, _) => ++calls == 1 ? null : new FinishResponse();
        using var client = ClientOf(server);

        await Assert.ThrowsAsync<RpcUnreachableException>(() => CallAsync(client));
        await CallAsync(client);

        Assert.Equal((2, 2), (calls, server.Connections));
    }

    [Fact]
    public async Task A_server_that_does_not_answer_in_time_is_given_up()
    {
        using var server = new HadoopServer(HadoopServer.Token);
        using var never = new ManualResetEventSlim();
        server.Answer = (_, _) =>
        {
            never.Wait(Cancellation);
            return null;
        };
        using var client = new RpcClient([server.Address], "p", static () => HadoopServer.Token, TimeSpan.FromMilliseconds(300), TimeProvider.System);

        Assert.Contains("does not answer in time", (await Assert.ThrowsAsync<RpcUnreachableException>(() => CallAsync(client))).Message, StringComparison.Ordinal);
        never.Set();
    }

    [Fact]
    public async Task Whoever_gives_up_ends_the_call_as_cancelled()
    {
        using var server = new HadoopServer(HadoopServer.Token);
        using var cancellation = new CancellationTokenSource();
        using var never = new ManualResetEventSlim();
        server.Answer = (_, _) =>
        {
            cancellation.Cancel();
            never.Wait(Cancellation);
            return null;
        };
        using var client = ClientOf(server);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => CallAsync(client, cancellation.Token));
        never.Set();
    }

    [Theory]
    [InlineData("HTTP/1.1 404 Not Found\r\n\r\nIt looks like", "does not speak Hadoop's RPC: it announces 1213486160 bytes")]
    [InlineData("\0\0\0\0", "it announces 0 bytes")]
    [InlineData("\u00FF\u00FF\u00FF\u00FF", "bytes")]
    [InlineData("\u0003\0\0\0abc", "cannot be called")]
    [InlineData("\0\0\0", "cannot be called")]
    [InlineData("\0\0\0\u0004\u0003abc", "is damaged")]
    [InlineData("\0\0\0\u0002\u00FF\u00FF", "is damaged")]
    [InlineData("\0\0\0\u0001\0", "cannot be called")]
    public async Task What_is_no_answer_is_said_and_never_waited_for(string bytes, string expected)
    {
        using var server = new HadoopServer(HadoopServer.Token) { Noise = Encoding.Latin1.GetBytes(bytes) };
        using var client = ClientOf(server);

        Assert.Contains(expected, (await Assert.ThrowsAsync<RpcUnreachableException>(() => CallAsync(client))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Protected_connections_are_refused_with_what_to_do()
    {
        using var server = new HadoopServer(HadoopServer.Token) { Protection = "auth-conf" };
        using var client = ClientOf(server);

        Assert.Contains("set 'yarn.driver: services'", (await Assert.ThrowsAsync<RpcUnreachableException>(() => CallAsync(client))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_frame_is_read_whole_however_it_comes()
    {
        var sent = RpcFrames.Write(new FinishRequest { Diagnostics = new string('x', 300_000) });
        using var stream = new MemoryStream(sent);

        var read = await RpcFrames.ReadAsync(stream, Cancellation);

        Assert.Equal(sent[4..], read);
        using var frame = new MemoryStream(read);
        Assert.Equal(300_000, RpcFrames.Parse(frame, FinishRequest.Parser).Diagnostics.Length);
        Assert.Throws<FlinkException>(() => RpcFrames.Parse(frame, RpcResponseHeader.Parser));
    }

    private static RpcClient ClientOf(HadoopServer server) => new([server.Address], "p", static () => HadoopServer.Token, _patience, TimeProvider.System);

    private static Task<FinishResponse> CallAsync(RpcClient client, CancellationToken? cancellation = null) =>
        client.CallAsync("finishApplicationMaster", new FinishRequest { Diagnostics = "why" }, FinishResponse.Parser, cancellation ?? Cancellation);
}
