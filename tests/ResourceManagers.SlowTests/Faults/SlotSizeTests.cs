using System.Text.Json;
using System.Text.RegularExpressions;
using Flink.Cluster.SlowTests.Harness;

namespace Flink.ResourceManagers.SlowTests.Faults;

/// <summary>Jobs whose slot-sharing groups have sizes, on workers that are real processes.</summary>
public sealed class SlotSizeTests
{
    [Fact]
    public async Task Two_groups_of_different_sizes_get_slots_of_these_and_REST_shows_them()
    {
        await using var home = new Home();
        var rest = await StartSessionAsync(home);

        var submitted = await home.RunAsync("run", "-d", Built.ScriptedProgram, "sized");
        Assert.True(await submitted.ExitAsync() == 0, home.Tell("It was not submitted"));
        await home.WorkersAsync(2);
        JsonElement job = default;
        await Waiting.UntilAsync(
            async () => (job = (await GetAsync(rest, "jobs/overview")).GetProperty("jobs")) is { ValueKind: JsonValueKind.Array } jobs && jobs.GetArrayLength() == 1
                && jobs[0].GetProperty("tasks").GetProperty("running").GetInt32() == 6,
            () => home.Tell("Not all tasks run"));

        // Each worker has 2 cores: one slot of either size, and nothing left of the cores.
        var workers = (await GetAsync(rest, "taskmanagers")).GetProperty("taskmanagers");
        Assert.Equal(2, workers.GetArrayLength());
        foreach (var worker in workers.EnumerateArray())
        {
            var (total, free) = (worker.GetProperty("totalResource"), worker.GetProperty("freeResource"));
            Assert.Equal((2.0, 0.0), (Figure(total, "cpuCores"), Figure(free, "cpuCores")));
            Assert.Equal(250, Figure(total, "taskHeapMemory") - Figure(free, "taskHeapMemory"));
            Assert.Equal(128, Figure(total, "managedMemory") - Figure(free, "managedMemory"));
            Assert.Equal(0, worker.GetProperty("freeSlots").GetInt32());

            var slots = (await GetAsync(rest, $"taskmanagers/{worker.GetProperty("id").GetString()}")).GetProperty("allocatedSlots")
                .EnumerateArray().Select(static slot => slot.GetProperty("resource"))
                .Select(static resource => (Figure(resource, "cpuCores"), Figure(resource, "taskHeapMemory"), Figure(resource, "managedMemory"), Figure(resource, "networkMemory"))).Order();
            var network = Figure(total, "networkMemory");
            Assert.Equal([(0.5, 50, 0, Math.Floor(network / 4)), (1.5, 200, 128, Math.Floor(network * 3 / 4))], slots);
        }

        await AssertCoLocatedAsync(rest, job[0].GetProperty("jid").GetString()!);
        Assert.Equal(0, await (await home.RunAsync("session", "stop", "books")).ExitAsync());
        await home.NothingIsLeftAsync();
    }

    [Fact]
    public async Task Slot_that_no_worker_could_hold_fails_the_job_with_its_group_and_what_to_do()
    {
        await using var home = new Home("taskmanager.cpu.cores: 1");

        var command = await home.RunAsync("run", "-t", "process", Built.ScriptedProgram, "sized");

        Assert.Equal(1, await command.ExitAsync());
        Assert.True(
            command.Printed.Contains("1.5 cores, 200 mb heap, 0 bytes off-heap, 128 mb managed memory each for slot-sharing group 'heavy'", StringComparison.Ordinal)
                && command.Printed.Contains("A slot is larger than a whole TaskManager", StringComparison.Ordinal)
                && command.Printed.Contains("ask for smaller slots in the job's slot-sharing groups", StringComparison.Ordinal),
            home.Tell("The failure does not say why"));
        await home.NothingIsLeftAsync();
    }

    private static async Task<Uri> StartSessionAsync(Home home)
    {
        var started = await home.RunAsync(
            "session", "start", "-t", "process", "-D", "taskmanager.numberOfTaskSlots=2", "-D", "taskmanager.memory.process.size=1728m", "books");
        Assert.True(await started.ExitAsync() == 0, home.Tell("It did not start"));
        var listed = await home.RunAsync("session", "list");
        return new Uri(Regex.Match(listed.Printed, @"http://\S+").Value.TrimEnd('/') + "/");
    }

    // Of two workers with one large slot each, whose subtasks with one index are on one worker are in one slot.
    private static async Task AssertCoLocatedAsync(Uri rest, string job)
    {
        var vertices = (await GetAsync(rest, $"jobs/{job}")).GetProperty("vertices").EnumerateArray().ToArray();
        var groups = vertices.ToLookup(static vertex => vertex.GetProperty("slotSharingGroupId").GetString());
        Assert.Equal([1, 2], groups.Select(static group => group.Count()).Order());
        List<string[]> places = [];
        foreach (var vertex in groups.First(static group => group.Count() == 2))
        {
            var subtasks = (await GetAsync(rest, $"jobs/{job}/vertices/{vertex.GetProperty("id").GetString()}")).GetProperty("subtasks");
            places.Add([.. subtasks.EnumerateArray().Select(static subtask => subtask.GetProperty("taskmanager-id").GetString()!)]);
        }

        Assert.Equal(places[0], places[1]);
        Assert.Equal(2, places[0].Distinct().Count());
    }

    private static double Figure(JsonElement resource, string name) => resource.GetProperty(name).GetDouble();

    private static async Task<JsonElement> GetAsync(Uri rest, string path)
    {
        using var client = new HttpClient { BaseAddress = rest };
        using var answer = JsonDocument.Parse(await client.GetStringAsync(path, TestContext.Current.CancellationToken));
        return answer.RootElement.Clone();
    }
}
