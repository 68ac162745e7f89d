using Flink.ResourceManagers.Processes;

namespace Flink.ResourceManagers.Tests.Processes;

public sealed class ProcessFactsTests
{
    [Fact]
    public void A_process_is_told_from_a_later_one_of_the_same_number_by_its_start()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Processes are known by /proc.");
        var own = ProcessIdentity.Of(Environment.ProcessId)!;

        Assert.True(own.IsAlive);
        Assert.False((own with { StartTicks = own.StartTicks + 1 }).IsAlive);
        Assert.False((own with { Boot = "another start of the machine" }).IsAlive);
        Assert.False((own with { StartTicks = own.StartTicks + 1 }).SignalGroup(0));
        Assert.Null(ProcessIdentity.Of(int.MaxValue));
    }

    [Fact]
    public void A_process_is_remembered_as_one_line()
    {
        var process = new ProcessIdentity(4711, 123_456_789, "0a1b");

        Assert.Equal(process, ProcessIdentity.Parse(process.ToText()));
        Assert.Equal(process, ProcessIdentity.Parse(process.ToText() + "\n"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("4711")]
    [InlineData("4711 1234")]
    [InlineData("x 1234 0a1b")]
    [InlineData("-1 1234 0a1b")]
    [InlineData("1 1234 0a1b")]
    public void Half_a_line_is_no_process(string text) => Assert.Null(ProcessIdentity.Parse(text));

    [Fact]
    public void A_name_with_blanks_and_brackets_does_not_shift_what_follows()
    {
        var state = ProcessState.Parse(7, "7 (a b) c) S 1 70 71 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 987654 100 200");

        Assert.Equal(new ProcessState(7, HasEnded: false, 71, 987654), state);
    }

    [Fact]
    public void A_process_that_nobody_has_collected_has_ended() =>
        Assert.True(ProcessState.Parse(7, "7 (a) Z 1 70 71 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 987654 100 200")!.Value.HasEnded);

    [Fact]
    public void Memory_of_the_machine_is_read_in_bytes() =>
        Assert.Equal(24_000_000L * 1024, HostMemory.Parse("MemTotal:       24000000 kB\nMemFree:         1000 kB\n"));

    [Theory]
    [InlineData(0x0000, "ended with exit code 0", 0)]
    [InlineData(0xef00, "ended with exit code 239", 239)]
    [InlineData(0x0009, "was ended by signal 9 (SIGKILL)", 137)]
    [InlineData(0x0086, "was ended by signal 6 (SIGABRT)", 134)]
    public void An_end_is_told_as_shells_report_it(int status, string text, int code)
    {
        var end = ExitStatus.FromWait(status);

        Assert.Equal(text, end.ToString());
        Assert.Equal(code, end.ShellCode);
    }

    [Fact]
    public void Nobody_knows_how_the_child_of_another_has_ended() => Assert.Null(ExitStatus.Unknown.ShellCode);

    [Fact]
    public void Workers_of_a_later_term_on_another_machine_have_other_names()
    {
        var here = Directory.CreateTempSubdirectory("flink-names-").FullName;
        var there = Directory.CreateTempSubdirectory("flink-names-").FullName;

        Assert.NotEqual(WorkerNames.Open("books", 1, here).Next(), WorkerNames.Open("books", 2, there).Next());

        // Its term is the first again, as without high availability.
        Assert.NotEqual(WorkerNames.Open("books", 1, there).Next(), WorkerNames.Open("books", 1, there).Next());
        Directory.Delete(here, recursive: true);
        Directory.Delete(there, recursive: true);
    }

    [Theory]
    [InlineData("/default", "default")]
    [InlineData("books", "books")]
    [InlineData("a/b c", "a-b-c")]
    [InlineData("//", "cluster")]
    public void A_cluster_gives_its_name_to_files(string cluster, string plain) => Assert.Equal(plain, WorkerNames.Plain(cluster));
}
