using Flink.Yarn.Rest;
using Flink.Yarn.Tests.Harness;

namespace Flink.Yarn.Tests.Rest;

public sealed class YarnConnectionTests
{
    private const string Standby = "HTTP/1.1 307 Temporary Redirect\nLocation: http://rm2:8088/ws/v1/cluster/apps/a/state?user.name=alice\n\nThis is standby RM. The redirect url is: http://rm2:8088/ws/v1/cluster/apps/a/state\n";
    private const string NoActive = "HTTP/1.1 307 Temporary Redirect\nRefresh: 3; url=http://rm1:8088/x\n\nThere is no active RM right now. Redirecting to http://rm1:8088/x\n";
    private const string NoActiveWell = "HTTP/1.1 200 OK\nContent-Type: text/plain\n\nThere is no active RM right now.";
    private static readonly string[] _two = ["http://rm1:8088/", "http://rm2:8088/"];

    [Fact]
    public async Task The_redirect_of_one_that_stands_by_is_followed_with_method_body_and_user_and_remembered()
    {
        var script = new Script(_ => Recording.Parse(Standby), _ => Recording.Of("kill"), _ => Recording.Of("info"));
        using var connection = script.Connect(1, _two);
        var client = new ResourceManagerClient(connection);

        Assert.Equal("KILLED", await client.KillAsync("a", "w", CancellationToken.None));
        await client.GetInfoAsync(CancellationToken.None);

        Assert.Equal(
            [
                "PUT http://rm1:8088/ws/v1/cluster/apps/a/state?user.name=alice {\"state\":\"KILLED\",\"diagnostics\":\"w\"}",
                "PUT http://rm2:8088/ws/v1/cluster/apps/a/state?user.name=alice {\"state\":\"KILLED\",\"diagnostics\":\"w\"}",
                "GET http://rm2:8088/ws/v1/cluster/info?user.name=alice",
            ],
            script.Asked);
    }

    [Theory]
    [InlineData(NoActive)]
    [InlineData(NoActiveWell)]
    public async Task While_none_is_active_all_are_asked_again(string answer)
    {
        var script = new Script(_ => Recording.Parse(answer), _ => Recording.Parse(answer), _ => Recording.Of("info"));
        using var connection = script.Connect(2, _two);

        Assert.Equal("ACTIVE", (await new ResourceManagerClient(connection).GetInfoAsync(CancellationToken.None)).HaState);

        Assert.Equal(["rm1", "rm2", "rm1"], script.Asked.Select(asked => new Uri(asked.Split(' ')[1]).Host));
    }

    [Fact]
    public async Task One_that_is_away_is_passed_over()
    {
        var script = new Script(_ => throw new HttpRequestException("refused"), _ => Recording.Of("info"));
        using var connection = script.Connect(1, _two);

        await new ResourceManagerClient(connection).GetInfoAsync(CancellationToken.None);

        Assert.Equal("rm2", connection.Active.Host);
    }

    [Fact]
    public async Task When_all_are_away_the_error_names_the_address_and_is_retryable()
    {
        var script = new Script(_ => throw new HttpRequestException("refused"));
        using var connection = script.Connect();

        var error = await Assert.ThrowsAsync<YarnException>(() => new ResourceManagerClient(connection).GetInfoAsync(CancellationToken.None));

        Assert.True(error.IsRetryable && error.IsUnreachable);
        Assert.Contains("rm:8088 does not answer (refused)", error.Message, StringComparison.Ordinal);
        Assert.Contains("HADOOP_CONF_DIR", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_is_not_asked_for_again()
    {
        var script = Script.OfRecordings("app-missing");
        using var connection = script.Connect(attempts: 5);

        await Assert.ThrowsAsync<YarnException>(() => new ResourceManagerClient(connection).GetInfoAsync(CancellationToken.None));

        Assert.Single(script.Asked);
    }
}
