using Flink.ResourceManagers.Processes;

namespace Flink.ResourceManagers.Tests.Processes;

/// <summary>Folders that look like the kernel's interface, in both of its shapes.</summary>
public sealed class MemoryGroupsTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("flink-groups-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Unified_groups_are_made_below_that_of_this_process()
    {
        Unified("user.slice/flink", handedDown: "cpu memory");

        var groups = MemoryGroups.Find(_root, "0::/user.slice/flink\n", out var why)!;
        var group = groups.Create("books-taskmanager-1-1", 1 << 30);
        group.Add(4711);

        Assert.Null(why);
        Assert.Equal("1073741824", Read("user.slice/flink/books-taskmanager-1-1/memory.max"));
        Assert.Equal("1", Read("user.slice/flink/books-taskmanager-1-1/memory.oom.group"));
        Assert.Equal("4711", Read("user.slice/flink/books-taskmanager-1-1/cgroup.procs"));
    }

    [Fact]
    public void Unified_groups_hand_down_memory_where_they_did_not()
    {
        Unified("flink", handedDown: "cpu");

        Assert.NotNull(MemoryGroups.Find(_root, "0::/flink\n", out _));

        Assert.StartsWith("+memory", Read("flink/cgroup.subtree_control"), StringComparison.Ordinal);
    }

    [Fact]
    public void Unified_groups_count_what_the_kernel_has_killed()
    {
        Unified("flink", handedDown: "memory");
        var group = MemoryGroups.Find(_root, "0::/flink\n", out _)!.Create("w", 1);
        Write("flink/w/memory.events", "low 0\nhigh 0\nmax 12\noom 3\noom_kill 2\noom_group_kill 1\n");

        Assert.Equal(2, group.OutOfMemory);
    }

    [Fact]
    public void Separate_groups_are_made_in_the_hierarchy_of_memory()
    {
        Write("memory/jobs/flink/cgroup.procs", "");

        var groups = MemoryGroups.Find(_root, "9:cpu,cpuacct:/other\n4:memory:/jobs/flink\n0::/\n", out _)!;
        var group = groups.Create("w", 2048);
        group.Add(12);
        Write("memory/jobs/flink/w/memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 1\n");

        Assert.Equal("2048", Read("memory/jobs/flink/w/memory.limit_in_bytes"));
        Assert.Equal("12", Read("memory/jobs/flink/w/cgroup.procs"));
        Assert.Equal(1, group.OutOfMemory);
    }

    [Fact]
    public void A_path_that_is_that_outside_of_a_container_leads_to_the_top()
    {
        Write("memory/cgroup.procs", "");

        MemoryGroups.Find(_root, "4:memory:/docker/0123\n", out _)!.Create("w", 2048);

        Assert.Equal("2048", Read("memory/w/memory.limit_in_bytes"));
    }

    [Fact]
    public void A_group_of_an_earlier_process_is_found()
    {
        Write("memory/w/memory.oom_control", "oom_kill 5\n");
        var groups = MemoryGroups.Find(_root, "4:memory:/\n", out _)!;

        Assert.Equal(5, groups.Find("w")!.OutOfMemory);
        Assert.Null(groups.Find("another"));
    }

    [Fact]
    public void Where_there_are_none_the_reason_is_told()
    {
        Assert.Null(MemoryGroups.Find(_root, "0::/\n", out var why));
        Assert.Contains("cgroup.controllers", why, StringComparison.Ordinal);
    }

    [Fact]
    public void A_group_that_is_gone_counts_as_removed_and_kills_nothing()
    {
        Unified("flink", handedDown: "memory");
        var group = MemoryGroups.Find(_root, "0::/flink\n", out _)!.Create("w", 1);
        Directory.Delete(Path.Combine(_root, "flink/w"), recursive: true);

        Assert.True(group.Remove());
        Assert.Equal(0, group.OutOfMemory);
    }

    private void Unified(string own, string handedDown)
    {
        Write("cgroup.controllers", "cpu memory");
        Write(Path.Combine(own, "cgroup.subtree_control"), handedDown);
    }

    private void Write(string file, string text)
    {
        var path = Path.Combine(_root, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    private string Read(string file) => File.ReadAllText(Path.Combine(_root, file));
}
