using Flink.Core;
using Flink.Yarn.ApplicationMaster;
using Flink.Yarn.Rpc;
using Flink.Yarn.Rpc.Messages;
using Flink.Yarn.Tests.Harness;

namespace Flink.Yarn.Tests.ApplicationMaster;

public sealed class NodeCallsTests : IDisposable
{
    private readonly HadoopServer _server = new(HadoopServer.Token);
    private readonly NodeCalls _calls;
    private readonly NodeId _node;

    public NodeCallsTests()
    {
        var credentials = new HadoopCredentials();
        credentials.Tokens.Add(new("", HadoopServer.Token));
        var attempt = new Attempt(Scene.Name(1), "h", credentials);
        _node = new NodeId { Host = _server.Address.Host, Port = _server.Address.Port };
        attempt.Keep([new NodeToken { NodeId = _node, Token = HadoopServer.Token.ToMessage() }]);
        _calls = new NodeCalls(attempt, TimeProvider.System);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _server.Dispose();

    [Fact]
    public async Task A_container_is_started_with_the_token_that_came_with_it()
    {
        StartContainersRequest? heard = null;
        _server.Answer = (_, body) =>
        {
            heard = StartContainersRequest.Parser.ParseFrom(body);
            return new StartContainersResponse { Succeeded = { Scene.Id(7) } };
        };

        await StartAsync();

        Assert.Equal(["run"], heard!.Requests.Single().LaunchContext.Command);
        Assert.Equal(HadoopServer.Token.ToMessage(), heard.Requests.Single().ContainerToken);
    }

    [Fact]
    public async Task A_machine_that_is_not_ready_or_does_not_answer_is_asked_again_and_what_it_has_started_already_has_started()
    {
        var calls = 0;
        _server.Answer = (_, _) => ++calls switch
        {
            1 => throw new RemoteFailure("org.apache.hadoop.yarn.exceptions.NMNotYetReadyException", "Rejecting new containers"),
            2 => null,
            _ => Refusal("Attempt to relaunch the same container with id container_1_0001_01_000007."),
        };

        await StartAsync();

        Assert.Equal(3, calls);
    }

    [Fact]
    public async Task A_container_that_a_machine_refuses_is_told_with_its_words()
    {
        _server.Answer = static (_, _) => Refusal("Container was allocated by a previous RM\n\tat java");

        Assert.Equal("Container was allocated by a previous RM", (await Assert.ThrowsAsync<FlinkException>(StartAsync)).Message);
    }

    [Fact]
    public async Task A_machine_that_YARN_has_given_no_token_for_is_not_called() => Assert.Contains(
        "no token", (await Assert.ThrowsAsync<FlinkException>(() => _calls.StartAsync(Scene.Container(7, 1), new LaunchContext(), Cancellation))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Kept_containers_live_whose_machine_says_so_or_says_nothing()
    {
        _server.Answer = static (_, body) => new ContainerStatusesResponse
        {
            Statuses =
            {
                new ContainerStatus { ContainerId = Scene.Id(1), Phase = ContainerPhase.CRunning },
                new ContainerStatus { ContainerId = Scene.Id(2), Phase = ContainerPhase.CRunning, ExitStatus = 137 },
                Scene.Ended(3, 0),
            },
        };
        var silent = new NodeId { Host = "elsewhere", Port = 1 };

        var alive = await KeptContainers.FindAliveAsync(
            [.. Enumerable.Range(1, 4).Select(number => new PlacedContainer(Scene.Id(number), _node)), new PlacedContainer(Scene.Id(9), silent)], _calls, Cancellation);

        Assert.Equal([Scene.Name(1), Scene.Name(9)], alive.Select(static container => container.Name).Order(StringComparer.Ordinal));
    }

    private static StartContainersResponse Refusal(string words) =>
        new() { Failed = { new ContainerError { ContainerId = Scene.Id(7), Exception = new RemoteError { Message = words } } } };

    private Task StartAsync() => _calls.StartAsync(Scene.Container(7, 1, _node.Host, _node.Port), new LaunchContext { Command = { "run" } }, Cancellation);
}
