using Flink.Yarn.Services;
using Flink.Yarn.Tests.Harness;

namespace Flink.Yarn.Tests.Services;

public sealed class ServicesClientTests
{
    private static readonly CancellationToken _never = CancellationToken.None;

    [Fact]
    public async Task A_service_that_is_about_to_start_has_no_components()
    {
        var service = await Client("""{"name":"y","id":"application_1_0001","lifetime":-1,"components":[],"configuration":{"properties":{},"env":{},"files":[]},"state":"ACCEPTED","quicklinks":{}}""").FindAsync("y", _never);

        Assert.Equal(("application_1_0001", "ACCEPTED", false), (service!.ApplicationId, service.State, service.HasEnded));
        Assert.Null(service.Component("taskmanager"));
    }

    [Fact]
    public async Task A_container_that_has_ended_is_shown_until_another_takes_its_place()
    {
        var service = await Client("""
            {"name":"y","id":"application_1_0001","state":"STARTED","components":[{"name":"taskmanager","resource":{"cpus":1,"memory":"256","additional":{}},"state":"FLEXING","number_of_containers":3,
             "containers":[{"id":"c3","ip":"127.0.0.1","hostname":"vm","state":"FAILED","launch_time":1,"bare_host":"localhost","component_instance_name":"taskmanager-0"},
                           {"id":"c5","state":"RUNNING_BUT_UNREADY","launch_time":2,"bare_host":"localhost","component_instance_name":"taskmanager-1"}]}]}
            """).FindAsync("y", _never);

        var component = service!.Component("taskmanager")!;
        Assert.Equal((3L, 256L, 1L), (component.Wanted, component.MemoryMb, component.VirtualCores));
        Assert.Equal([("c3", "taskmanager-0", "localhost", false), ("c5", "taskmanager-1", "localhost", true)], component.Containers.Select(container => (container.Id, container.Instance, container.Host, container.IsAlive)));
    }

    [Theory]
    [InlineData("STOPPED", true)]
    [InlineData("FAILED", true)]
    [InlineData("STABLE", false)]
    public async Task The_state_says_whether_a_service_has_ended(string state, bool hasEnded) =>
        Assert.Equal(hasEnded, (await Client($$"""{"name":"y","id":"a","state":"{{state}}","components":[]}""").FindAsync("y", _never))!.HasEnded);

    [Fact]
    public async Task A_service_that_is_not_there_is_none()
    {
        using var connection = Script.OfRecordings("service-missing").Connect();

        Assert.Null(await new ServicesClient(connection).FindAsync("y-none", _never));
    }

    [Fact]
    public async Task A_name_that_is_taken_is_told_and_a_missing_service_is_deleted_already()
    {
        var script = new Script(
            _ => Recording.Parse("HTTP/1.1 500 Server Error\nContent-Type: application/json\n\n{\"diagnostics\":\"Service name y is already taken.\"}"),
            _ => Recording.Parse("HTTP/1.1 400 Bad Request\nContent-Type: application/json\n\n{\"diagnostics\":\"Service y doesn't exist\"}"));
        using var connection = script.Connect();
        var client = new ServicesClient(connection);

        Assert.False(await client.CreateAsync(new ServiceDescription { Name = "y", Properties = new Dictionary<string, string>(), Components = [] }, _never));
        await client.DeleteAsync("y", _never);
    }

    [Fact]
    public async Task Components_are_flexed_by_count_and_shrunk_by_name()
    {
        var script = new Script(
            _ => Recording.Parse("HTTP/1.1 200 OK\n\n{\"diagnostics\":\"Updating component (taskmanager) size from 0 to 2\"}"),
            _ => Recording.Parse("HTTP/1.1 202 Accepted\n\n{\"diagnostics\":\"Service y has successfully decommissioned instances.\",\"state\":\"ACCEPTED\"}"));
        using var connection = script.Connect();
        var client = new ServicesClient(connection);

        await client.FlexAsync("y", "taskmanager", 2, _never);
        await client.DecommissionAsync("y", "taskmanager", ["taskmanager-0"], _never);

        Assert.Equal(
            [
                "PUT http://rm:8088/app/v1/services/y/components/taskmanager?user.name=alice {\"name\":\"taskmanager\",\"number_of_containers\":2}",
                "PUT http://rm:8088/app/v1/services/y?user.name=alice {\"components\":[{\"name\":\"taskmanager\",\"decommissioned_instances\":[\"taskmanager-0\"]}]}",
            ],
            script.Asked);
    }

    private static ServicesClient Client(string answer) => new(new Script(_ => Recording.Parse("HTTP/1.1 200 OK\n\n" + answer)).Connect());
}
