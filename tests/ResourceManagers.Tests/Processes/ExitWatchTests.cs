using System.Diagnostics;
using Flink.ResourceManagers.Processes;
using Flink.ResourceManagers.Testing;

namespace Flink.ResourceManagers.Tests.Processes;

public sealed class ExitWatchTests : IDisposable
{
    private const string Name = "watch-of-tests";

    private readonly string _folder = Directory.CreateTempSubdirectory("flink-watch-").FullName;
    private readonly List<ProcessIdentity> _started = [];

    public ExitWatchTests() => Assert.SkipUnless(OperatingSystem.IsLinux(), "Ends of processes are watched on Linux.");

    public void Dispose()
    {
        foreach (var process in _started)
        {
            process.SignalGroup(9);
        }

        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_number_that_has_been_given_away_is_an_end_and_its_new_owner_lives_on()
    {
        using var watch = new ExitWatch(Name);
        using var stranger = Process.Start("sleep", "1000");
        try
        {
            var owner = ProcessIdentity.Of(stranger.Id)!;

            var status = await EndOf(watch, owner with { StartTicks = owner.StartTicks - 100 }).WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);

            Assert.Equal(ExitStatus.Unknown, status);
            Assert.True(owner.IsAlive);
        }
        finally
        {
            stranger.Kill();
        }
    }

    [Fact]
    public async Task No_descriptor_of_a_process_that_has_ended_stays_open()
    {
        using var watch = new ExitWatch(Name);
        var process = Start();
        var end = EndOf(watch, process);
        var descriptor = Assert.Single(Directory.GetFiles("/proc/self/fdinfo"), info => Says(info, $"Pid:\t{process.Pid}"));

        process.SignalGroup(9);
        Assert.Equal(9, (await end).Signal);

        // Its number may be somebody else's already.
        Assert.False(Says(descriptor, "Pid:\t-1") || Says(descriptor, $"Pid:\t{process.Pid}"), $"{descriptor} is left");
    }

    [Fact]
    public async Task A_watch_sleeps_while_nothing_ends()
    {
        using var watch = new ExitWatch(Name);
        var first = Start();
        var end = EndOf(watch, first);
        _ = EndOf(watch, Start());
        first.SignalGroup(9);
        await end;

        // One that spins is found running again and again, whatever else the machine does.
        var looks = 0;
        await Wait.UntilAsync(() => (looks = StateOfThread() == 'S' ? looks + 1 : 0) == 20, () => "The watch is not at rest");
    }

    [Fact]
    public async Task How_a_process_has_ended_is_left_to_the_next_watch_once_this_one_is_disposed()
    {
        var watch = new ExitWatch(Name);
        using var others = new ManualResetEventSlim();
        var first = Start();
        watch.Add(first, _ => others.Wait());
        ProcessIdentity[] both = [Start(), Start()];
        List<ProcessIdentity> told = [];
        foreach (var process in both)
        {
            watch.Add(process, _ =>
            {
                told.Add(process);
                watch.Dispose();
            });
        }

        // Both have ended when the watch looks again.
        Array.ForEach([first, .. both], static process => process.SignalGroup(9));
        await Wait.UntilAsync(() => !Array.Exists(both, static process => process.IsAlive), () => "They live on");
        others.Set();
        await Wait.UntilAsync(() => StateOfThread() == default, () => "The watch goes on");

        var left = Assert.Single(both.Except(told));
        using var next = new ExitWatch(Name);
        Assert.Equal(9, (await EndOf(next, left)).Signal);
    }

    private static Task<ExitStatus> EndOf(ExitWatch watch, ProcessIdentity process)
    {
        var end = new TaskCompletionSource<ExitStatus>(TaskCreationOptions.RunContinuationsAsynchronously);
        watch.Add(process, end.SetResult);
        return end.Task;
    }

    // The letter stands behind the name (proc_pid_stat(5)).
    private static char StateOfThread() => Directory.GetDirectories("/proc/self/task")
        .Select(static thread => TextOf(Path.Combine(thread, "stat")))
        .Where(static stat => stat.Contains($"({Name})", StringComparison.Ordinal))
        .Select(static stat => stat[stat.LastIndexOf(')') + 2])
        .LastOrDefault();

    private static bool Says(string file, string line) => TextOf(file).Split('\n').Contains(line);

    private static string TextOf(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (IOException)
        {
            // A thread that has ended, a descriptor that was closed.
            return "";
        }
    }

    private ProcessIdentity Start()
    {
        var process = ChildProcess.Start(new ProcessStart { Command = ["sleep", "1000"], Files = new LogFiles(_folder, "process") });
        _started.Add(process);
        return process;
    }
}
