using Flink.Yarn.Rest;
using Flink.Yarn.Tests.Harness;

namespace Flink.Yarn.Tests.Rest;

public sealed class ResourceManagerClientTests
{
    private static readonly CancellationToken _never = CancellationToken.None;

    [Fact]
    public async Task Says_who_asks_as_a_parameter_of_every_request()
    {
        var script = Script.OfRecordings("info", "apps-none");
        var client = Client(script);

        Assert.Equal("ACTIVE", (await client.GetInfoAsync(_never)).HaState);
        Assert.Empty(await client.ListAsync("states=NEW_SAVING", _never));

        Assert.Equal(["GET http://rm:8088/ws/v1/cluster/info?user.name=alice", "GET http://rm:8088/ws/v1/cluster/apps?states=NEW_SAVING&deSelects=resourceRequests&user.name=alice"], script.Asked);
    }

    [Fact]
    public async Task No_applications_are_an_object_without_a_list_or_null()
    {
        Assert.Empty(await Client(Script.OfRecordings("apps-none")).ListAsync("", _never));
        Assert.Empty(await Client(new Script(_ => Recording.Parse("HTTP/1.1 200 OK\n\n{\"apps\":null}"))).ListAsync("", _never));
    }

    [Fact]
    public async Task A_map_comes_as_several_properties_of_one_name()
    {
        var report = await Client(Script.OfRecordings("app-finished")).GetApplicationAsync("application_1795666846434_0006", _never);

        Assert.Equal(["memory-mb", "vcores"], report.ResourceSeconds.Keys.Order());
        Assert.True(long.Parse(report.ResourceSeconds["memory-mb"]) > 0);
        Assert.Equal(("FINISHED", "ENDED", true), (report.State, report.FinalStatus, report.HasEnded));
        Assert.Equal(("root", "y-st", "yarn-service", "Stopped by user root (auth:SIMPLE)"), (report.User, report.Name, report.Type, report.Diagnostics));
        Assert.NotNull(report.FinishedAt);
    }

    [Fact]
    public async Task An_application_that_has_ended_has_no_containers_and_one_that_waits_no_address()
    {
        var killed = await Client(Script.OfRecordings("app-killed")).GetApplicationAsync("application_1795666846434_0003", _never);
        var accepted = await Client(Script.OfRecordings("app-accepted")).GetApplicationAsync("application_1795666846434_0903", _never);

        Assert.Equal((0L, "KILLED"), (killed.RunningContainers, killed.FinalStatus));
        Assert.EndsWith("with diagnostic message: job canceled", killed.Diagnostics, StringComparison.Ordinal);
        Assert.Equal(("ACCEPTED", null, null), (accepted.State, accepted.MasterAddress, accepted.TrackingUrl));
        Assert.Equal(["y", "z"], accepted.Tags.Order());
        Assert.Null(accepted.FinishedAt);
    }

    [Fact]
    public async Task One_container_stands_alone_and_its_numbers_are_strings()
    {
        var attempt = Assert.Single(await Client(Script.OfRecordings("attempts")).GetAttemptsAsync("application_1795666846434_0903", _never));
        var container = Assert.Single(await Client(Script.OfRecordings("containers")).GetContainersAsync("application_1795666846434_0903", attempt.Id, _never));

        Assert.Equal((attempt.ContainerId, 64L, 1L, "localhost:8041"), (container.Id, container.MemoryMb, container.VirtualCores, container.NodeId));
        Assert.Equal(1, attempt.Number);
    }

    [Fact]
    public async Task Metrics_nodes_and_queues_are_read()
    {
        var metrics = await Client(Script.OfRecordings("metrics")).GetMetricsAsync(_never);
        var node = Assert.Single(await Client(Script.OfRecordings("nodes")).GetNodesAsync(_never));
        var queues = await Client(Script.OfRecordings("scheduler")).GetQueuesAsync(_never);

        Assert.Equal((4096L, 8L, 1L), (metrics.TotalMb, metrics.TotalVirtualCores, metrics.ActiveNodes));
        Assert.Equal(("localhost:8041", "localhost", "RUNNING", "localhost:8042"), (node.Id, node.Host, node.State, node.HttpAddress));
        Assert.Equal(["root.batch", "root.default"], queues.Select(queue => queue.Path).Order());
        Assert.All(queues, queue => Assert.Equal("RUNNING", queue.State));
        Assert.Equal(["batch", "default"], queues.Select(queue => queue.Name).Order());
    }

    [Fact]
    public async Task A_new_application_has_an_id_and_limits()
    {
        var script = Script.OfRecordings("new-application");

        Assert.Equal(new NewApplication("application_1795666846434_0009", 4096, 8), await Client(script).NewApplicationAsync(_never));

        Assert.StartsWith("POST http://rm:8088/ws/v1/cluster/apps/new-application", script.Asked[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_submission_has_no_root_element_and_its_answer_no_body()
    {
        var script = Script.OfRecordings("submit");

        await Client(script).SubmitAsync(
            new ApplicationSubmission
            {
                Id = "application_1_0001",
                Name = "n",
                Command = "sleep 60",
                MemoryMb = 64,
                VirtualCores = 1,
                Tags = ["a"],
                Environment = new Dictionary<string, string> { ["K"] = "V" },
                Resources = [new LocalResource("lib", "hdfs://nn:8020/x.tgz", IsArchive: true, "PUBLIC", 7, DateTimeOffset.FromUnixTimeMilliseconds(123))],
            },
            _never);

        var body = script.Asked[0][(script.Asked[0].IndexOf(' ', script.Asked[0].IndexOf("user.name", StringComparison.Ordinal)) + 1)..];
        Assert.StartsWith("{\"application-id\":\"application_1_0001\"", body, StringComparison.Ordinal);
        Assert.Contains("\"local-resources\":{\"entry\":[{\"key\":\"lib\",\"value\":{\"resource\":\"hdfs://nn:8020/x.tgz\",\"type\":\"ARCHIVE\",\"visibility\":\"PUBLIC\",\"size\":7,\"timestamp\":123}}]}", body, StringComparison.Ordinal);
        Assert.Contains("\"environment\":{\"entry\":[{\"key\":\"K\",\"value\":\"V\"}]}", body, StringComparison.Ordinal);
        Assert.Contains("\"application-tags\":{\"tag\":[\"a\"]}", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Killing_answers_with_the_state_as_long_as_it_takes()
    {
        Assert.Equal("ACCEPTED", await Client(Script.OfRecordings("kill-not-owner")).KillAsync("application_1795666846434_0903", "why", _never));
        Assert.Equal("FINISHED", await Client(Script.OfRecordings("kill-finished")).KillAsync("application_1795666846434_0006", "why", _never));
    }

    [Fact]
    public async Task State_queue_and_priority_are_read_and_changed()
    {
        var script = Script.OfRecordings("state", "queue", "priority");
        var client = Client(script);

        Assert.Equal("ACCEPTED", await client.GetStateAsync("a", _never));
        Assert.Equal("root.default", await client.GetQueueAsync("a", _never));
        Assert.Equal(-1, await client.SetPriorityAsync("a", 3, _never));

        Assert.EndsWith("{\"priority\":3}", script.Asked[2], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("app-missing", 404, "NotFoundException", "app with id: application_1795666846434_9999 not found")]
    [InlineData("app-malformed", 400, "BadRequestException", "Invalid ApplicationId prefix: nonsense. The valid ApplicationId should start with prefix application")]
    [InlineData("state-refused", 400, "BadRequestException", "Only 'KILLED' is allowed as a target state.")]
    [InlineData("submit-too-large", 400, "BadRequestException", "Requested more memory than configured max")]
    [InlineData("submit-malformed", 400, "WebApplicationException", "Unexpected end-of-input")]
    public async Task An_error_is_unpacked_from_its_wrappings(string recording, int status, string kind, string words)
    {
        var error = await Assert.ThrowsAsync<YarnException>(() => Client(Script.OfRecordings(recording)).GetInfoAsync(_never));

        Assert.Equal((status, kind), ((int)error.Status!, error.Kind));
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("java.lang", error.Message, StringComparison.Ordinal);
        Assert.Contains("GET /ws/v1/cluster/info of rm:8088", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("move", 400, "App in KILLED state cannot be moved.")]
    [InlineData("delegation-token", 403, "Kerberos authenticated channel")]
    [InlineData("service-missing", 404, "Service y-none not found")]
    [InlineData("service-malformed", 400, "Version of service Y_bad is either empty or not provided")]
    public async Task Plain_text_that_calls_itself_json_and_diagnostics_are_errors_too(string recording, int status, string words)
    {
        var error = await Assert.ThrowsAsync<YarnException>(() => Client(Script.OfRecordings(recording)).MoveAsync("a", "q", _never));

        Assert.Equal((status, null), ((int)error.Status!, error.Kind));
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_of_some_other_server_says_what_is_missing()
    {
        var script = new Script(_ => Recording.Parse("HTTP/1.1 200 OK\nContent-Type: text/html\n\n<html>hello</html>"), _ => Recording.Parse("HTTP/1.1 200 OK\n\n{\"hello\":1}"));
        var client = Client(script);

        Assert.Contains("no JSON", (await Assert.ThrowsAsync<YarnException>(() => client.GetInfoAsync(_never))).Message, StringComparison.Ordinal);
        Assert.Contains("without 'clusterInfo'", (await Assert.ThrowsAsync<YarnException>(() => client.GetInfoAsync(_never))).Message, StringComparison.Ordinal);
    }

    private static ResourceManagerClient Client(Script script) => new(script.Connect());
}
