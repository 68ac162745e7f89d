using System.Globalization;
using System.Runtime.Versioning;
using Flink.Core.Configuration;
using Flink.ResourceManagers.Drivers;
using Flink.Runtime.Slots;

namespace Flink.ResourceManagers.SlowTests.Processes;

/// <summary>Control groups around workers, where this machine lets them be made.</summary>
[SupportedOSPlatform("linux")]
public sealed class WorkerMemoryTests
{
    private const string Sleeps = "exec sleep 1000";

    // Not before the group holds it; without one it takes nothing.
    private const string TakesAll = """
        for i in $(seq 200); do
          if grep -q stand-in-taskmanager /proc/self/cgroup; then exec tail /dev/zero; fi
          sleep 0.05
        done
        exec sleep 1000
        """;

    [Fact]
    public async Task A_worker_is_in_a_group_of_its_size_which_goes_with_it()
    {
        await using var workers = await StandIn.StartAsync(Sleeps);
        var worker = await RequestInGroupAsync(workers);

        var group = GroupOf(workers, worker);
        var limit = Path.Combine(group, File.Exists(Path.Combine(group, "memory.max")) ? "memory.max" : "memory.limit_in_bytes");
        Assert.Equal((1L << 30).ToString(CultureInfo.InvariantCulture), (await File.ReadAllTextAsync(limit)).Trim());

        workers.ProcessOf(worker).SignalGroup(9);
        Assert.DoesNotContain("out of memory, its control group", await workers.LossOfAsync(worker), StringComparison.Ordinal);
        Assert.False(Directory.Exists(group), $"{group} is left");
    }

    [Fact]
    public async Task A_worker_that_takes_more_memory_than_its_group_has_is_told_to_be_out_of_memory()
    {
        await using var workers = await StandIn.StartAsync(TakesAll);
        var worker = await RequestInGroupAsync(workers);

        Assert.Contains("out of memory, its control group was at its limit", await workers.LossOfAsync(worker), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_a_worker_that_is_found_again_the_group_is_known_too()
    {
        var state = Directory.CreateTempSubdirectory("flink-state-").FullName;
        var first = await StandIn.StartAsync(Sleeps, state: state);
        var worker = await RequestInGroupAsync(first);
        var process = first.ProcessOf(worker);
        var group = GroupOf(first, worker);
        await first.LeaveAsync();

        await using (var second = await StandIn.StartAsync(Sleeps, state: state))
        {
            Assert.Equal(worker, Assert.Single(second.Recovered).Id);
            process.SignalGroup(9);
            await second.LossOfAsync(worker);
            Assert.False(Directory.Exists(group), $"{group} is left");
        }

        Directory.Delete(first.Folder, recursive: true);
        Directory.Delete(state, recursive: true);
    }

    [Fact]
    public async Task Of_a_start_that_comes_to_nothing_no_group_is_left()
    {
        await using var workers = await StandIn.StartAsync(Sleeps);
        var first = await RequestInGroupAsync(workers);
        var group = GroupOf(workers, first);

        // Where the next one's process would be remembered.
        Directory.CreateDirectory(Path.Combine(workers.State, "workers", "stand-in-taskmanager-1-2", "process.new"));
        await Assert.ThrowsAsync<WorkerRequestException>(() => workers.RequestAsync());

        Assert.True(Directory.Exists(group));
        Assert.False(Directory.Exists(group.Replace(first.Value, "stand-in-taskmanager-1-2", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Workers_of_two_clusters_of_one_name_have_groups_of_their_own()
    {
        await using var first = await StandIn.StartAsync(Sleeps);
        await using var second = await StandIn.StartAsync(Sleeps);

        Assert.NotEqual(GroupOf(first, await RequestInGroupAsync(first)), GroupOf(second, await RequestInGroupAsync(second)));
    }

    [Fact]
    public async Task Without_the_option_workers_are_in_the_group_of_their_JobManager()
    {
        await using var workers = await StandIn.StartAsync(Sleeps, FlinkConfiguration.Empty.With(ResourceManagerOptions.ControlGroups, false));

        var worker = await workers.RequestAsync();

        Assert.Equal(await File.ReadAllTextAsync("/proc/self/cgroup"), await File.ReadAllTextAsync($"/proc/{workers.ProcessOf(worker).Pid}/cgroup"));
    }

    private static async Task<TaskManagerId> RequestInGroupAsync(StandIn workers)
    {
        var worker = await workers.RequestAsync();
        var refusal = workers.Log.GetSnapshot().Select(static record => record.Message).FirstOrDefault(static line => line.StartsWith("Workers get no control group", StringComparison.Ordinal));
        Assert.SkipWhen(refusal is not null, refusal ?? "");
        return worker;
    }

    private static string GroupOf(StandIn workers, TaskManagerId worker)
    {
        var groups = File.ReadAllLines($"/proc/{workers.ProcessOf(worker).Pid}/cgroup").Select(static line => line.Split(':', 3));
        var own = Assert.Single(groups, group => group[2].Contains($"/{worker}.", StringComparison.Ordinal));
        return Path.Join("/sys/fs/cgroup", own[1], own[2]);
    }
}
