using Flink.Yarn.ApplicationMaster;
using Flink.Yarn.Rpc;
using Flink.Yarn.Rpc.Messages;
using Flink.Yarn.Tests.Harness;
using Google.Protobuf;
using Microsoft.Extensions.Logging.Abstractions;

namespace Flink.Yarn.Tests.ApplicationMaster;

/// <summary>A session with a ResourceManager in this process, which plays what a real one does now and then.</summary>
public sealed class MasterSessionTests : IDisposable
{
    private const string Exceptions = "org.apache.hadoop.yarn.exceptions.";

    private readonly HadoopServer _server = new(HadoopServer.Token);
    private readonly List<string> _heard = [];
    private readonly ContainerBook _book = new(TimeProvider.System, null, TimeSpan.FromSeconds(15));
    private readonly RpcClient _rpc;
    private readonly Attempt _attempt;
    private readonly MasterSession _session;
    private readonly Queue<Func<AllocateRequest, IMessage?>> _answers = [];

    public MasterSessionTests()
    {
        var credentials = new HadoopCredentials();
        credentials.Tokens.Add(new("", HadoopServer.Token));
        credentials.Tokens.Add(new("hdfs", new HadoopToken((byte[])[7], (byte[])[8], "HDFS_DELEGATION_TOKEN", "nn")));
        _attempt = new Attempt(Scene.Name(1), "h", credentials);
        _rpc = new RpcClient([_server.Address], MasterSession.ProtocolName, () => _attempt.Token, TimeSpan.FromMinutes(1), TimeProvider.System);
        _session = new MasterSession(_rpc, _attempt, "jm:8081", TimeProvider.System, NullLogger.Instance);
        _server.Answer = Answer;
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _rpc.Dispose();
        _server.Dispose();
    }

    [Fact]
    public async Task It_registers_where_its_REST_endpoint_is_and_echoes_the_number_of_each_answer()
    {
        var registered = await _session.RegisterAsync(Cancellation);
        _ = Request();
        await AllocateAsync();
        await AllocateAsync();

        Assert.Equal("root.default", registered!.Queue);
        Assert.Equal(["register jm 8081 http://jm:8081", "allocate 0: +1", "allocate 1:"], _heard);
    }

    [Fact]
    public async Task An_answer_that_was_lost_is_fetched_by_the_same_request_and_nothing_is_asked_for_twice()
    {
        await _session.RegisterAsync(Cancellation);
        _ = Request();
        _answers.Enqueue(static _ => null);

        await Assert.ThrowsAsync<RpcUnreachableException>(AllocateAsync);
        _ = Request();
        await AllocateAsync();
        await AllocateAsync();

        Assert.Equal(["allocate 0: +1", "allocate 0: +1", "allocate 1: +1"], _heard[1..]);
    }

    [Fact]
    public async Task A_ResourceManager_that_has_forgotten_everything_is_registered_with_and_told_again()
    {
        await _session.RegisterAsync(Cancellation);
        _ = Request();
        await AllocateAsync();
        _answers.Enqueue(static _ => throw new RemoteFailure(Exceptions + "ApplicationMasterNotRegisteredException", "AM is not registered"));

        await AllocateAsync();

        Assert.Equal(["allocate 1:", "register jm 8081 http://jm:8081", "allocate 0: +1"], _heard[2..]);
    }

    [Fact]
    public async Task A_later_term_of_one_attempt_goes_on_with_the_number_that_YARN_expects()
    {
        _server.Answer = (method, body) => method == "registerApplicationMaster"
            ? throw new RemoteFailure(Exceptions + "InvalidApplicationMasterRequestException", "Application Master is already registered : application_1_0001")
            : Answer(method, body);
        _answers.Enqueue(static request => throw new RemoteFailure(Exceptions + "InvalidApplicationMasterRequestException", $"Invalid responseId in AllocateRequest from application attempt: a, expect responseId to be 7, but get {request.ResponseId}"));

        Assert.Null(await _session.RegisterAsync(Cancellation));
        _ = Request();
        await AllocateAsync();

        Assert.Equal(["allocate 0: +1", "allocate 7: +1"], _heard);
    }

    [Fact]
    public async Task What_YARN_does_not_take_fails_who_asked_for_it_and_the_session_goes_on()
    {
        await _session.RegisterAsync(Cancellation);
        var order = Request();
        _answers.Enqueue(static _ => throw new RemoteFailure(Exceptions + "InvalidResourceRequestException", "Invalid resource request, no such label\n\tat java"));

        await AllocateAsync();

        Assert.Contains("no such label", order.Exception!.Message, StringComparison.Ordinal);
        Assert.Equal(["allocate 0: +1", "allocate 0:"], _heard[1..]);
    }

    [Theory]
    [InlineData(Exceptions + "ApplicationAttemptNotFoundException", "gone")]
    [InlineData(Exceptions + "InvalidApplicationMasterRequestException", "Application doesn't exist in cache appattempt_1_0001_000001")]
    public async Task An_attempt_that_is_over_for_YARN_is_told_so(string className, string text)
    {
        await _session.RegisterAsync(Cancellation);
        _answers.Enqueue(_ => throw new RemoteFailure(className, text));

        Assert.True(MasterSession.IsOver(await Assert.ThrowsAsync<RpcRemoteException>(AllocateAsync)));
    }

    [Fact]
    public async Task A_token_that_was_replaced_opens_the_next_connection()
    {
        var next = new HadoopToken((byte[])[9], (byte[])[9, 9], HadoopServer.Token.Kind, "");
        await _session.RegisterAsync(Cancellation);
        _answers.Enqueue(_ => new AllocateResponse { ResponseId = 1, AmRmToken = next.ToMessage() });
        await AllocateAsync();

        // From now on only the new one is good for a connection, while the open one stays.
        _server.Tokens.Clear();
        _server.Tokens.Enqueue(next);
        await AllocateAsync();
        _answers.Enqueue(static _ => null);
        await Assert.ThrowsAsync<RpcUnreachableException>(AllocateAsync);
        await AllocateAsync();

        Assert.Equal(2, _server.Connections);
    }

    [Fact]
    public async Task A_ResourceManager_that_goes_on_forgetting_is_not_asked_without_end()
    {
        _server.Answer = (method, body) => method == "allocate"
            ? throw new RemoteFailure(Exceptions + "ApplicationMasterNotRegisteredException", "AM is not registered")
            : Answer(method, body);
        await _session.RegisterAsync(Cancellation);

        await Assert.ThrowsAsync<RpcRemoteException>(AllocateAsync);

        Assert.Equal(2, _heard.Count(static call => call.StartsWith("register", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Leave_is_taken_of_a_ResourceManager_that_goes_away_again_as_it_is_registered_with()
    {
        var (registrations, leaves) = (0, 0);
        _server.Answer = (method, body) => method switch
        {
            "finishApplicationMaster" => ++leaves == 1
                ? throw new RemoteFailure(Exceptions + "ApplicationMasterNotRegisteredException", "not registered")
                : new FinishResponse { IsUnregistered = true },
            "registerApplicationMaster" when ++registrations == 1 => null,
            _ => Answer(method, body),
        };

        await _session.FinishAsync(FinalStatus.AppSucceeded, "", Cancellation);

        Assert.Equal((1, 2), (registrations, leaves));
    }

    [Fact]
    public async Task It_takes_leave_until_YARN_has_noted_it_whatever_comes_in_between()
    {
        var calls = 0;
        _server.Answer = (method, body) => method == "finishApplicationMaster"
            ? ++calls switch
            {
                1 => throw new RemoteFailure(Exceptions + "ApplicationMasterNotRegisteredException", "not registered"),
                2 => null,
                3 => new FinishResponse { IsUnregistered = false },
                _ => new FinishResponse { IsUnregistered = FinishRequest.Parser.ParseFrom(body) is { FinalStatus: FinalStatus.AppFailed, Diagnostics: "why" } },
            }
            : Answer(method, body);

        await _session.FinishAsync(FinalStatus.AppFailed, "why", Cancellation);

        Assert.Equal(4, calls);
        Assert.Equal(["register jm 8081 http://jm:8081"], _heard);
    }

    [Fact]
    public void Workers_are_not_given_what_makes_this_process_the_ApplicationMaster()
    {
        var given = HadoopCredentials.Parse(_attempt.ForWorkers);

        Assert.Equal(["HDFS_DELEGATION_TOKEN"], given.Tokens.Select(static entry => entry.Value.Kind));
        Assert.DoesNotContain(Convert.ToHexString(HadoopServer.Token.Password.Span), Convert.ToHexString(_attempt.ForWorkers.Span), StringComparison.Ordinal);
    }

    private Task AllocateAsync() => TakeAsync();

    private async Task TakeAsync() => _book.Take(await _session.AllocateAsync(_book, Cancellation));

    private Task Request() => _book.RequestAsync(Scene.Request(), 1024, 1, Task.FromResult<IReadOnlyList<Flink.Yarn.Rest.LocalResource>>([]), Cancellation);

    private IMessage? Answer(string method, byte[] body)
    {
        if (method == "registerApplicationMaster")
        {
            var registration = RegisterRequest.Parser.ParseFrom(body);
            _heard.Add($"register {registration.Host} {registration.RpcPort} {registration.TrackingUrl}");
            return new RegisterResponse { Queue = "root.default", MaximumCapability = new Resource { Memory = 4096, VirtualCores = 8 } };
        }

        var request = AllocateRequest.Parser.ParseFrom(body);
        _heard.Add($"allocate {request.ResponseId}:{string.Concat(request.Ask.Select(static ask => ask.Containers == 1 ? " +1" : " 0"))}");
        return _answers.TryDequeue(out var answer) ? answer(request) : new AllocateResponse { ResponseId = request.ResponseId + 1 };
    }
}
